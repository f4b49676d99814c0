import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The program; another one that takes the same arguments may be named by TERRAFORM. */
const PROGRAM = process.env.TERRAFORM ? resolve(process.env.INIT_CWD ?? '.', process.env.TERRAFORM) : 'terraform';
/** A plan of everything, in JSON, has some megabytes. */
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

/** Runs Terraform in a folder. @returns {Promise<{ ok: boolean, stdout: string, stderr: string }>} */
export function terraform(folder, ...args) {
  return new Promise((done, fail) => {
    const options = { maxBuffer: MOST_OUTPUT_BYTES, env: { ...process.env, TF_IN_AUTOMATION: '1' } };
    execFile(PROGRAM, [`-chdir=${folder}`, ...args], options, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT')
        fail(new Error(`There is no "${PROGRAM}": install Terraform 1.11 or later, or name it by TERRAFORM`));
      else done({ ok: !error, stdout, stderr });
    });
  });
}

/** The folders that hold a configuration with tests: each module, and the root itself, by the names that the reports use. */
export function configurations(infra) {
  const modules = join(infra, 'modules');
  const names = readdirSync(modules).sort();
  const all = names.map((name) => ({ name, folder: join(modules, name) }));
  return existsSync(join(infra, 'main.tf')) ? [...all, { name: 'root', folder: infra }] : all;
}

/** Makes a configuration ready for plans and tests; it needs no backend for them. */
export const init = (folder) => terraform(folder, 'init', '-backend=false', '-input=false', '-no-color');
