import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const sdk = fileURLToPath(new URL('../..', import.meta.url));

/** A minute and a half: a busy machine takes long to unpack Next.js; only what hangs takes longer. */
const COMMAND_MS = 90_000;

/** What a shop's own terminal would say, whatever runs the tests. */
export const shopEnv: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_)|VITE|VITEST|NODE_ENV)/.test(name)),
  ),
  NEXT_TELEMETRY_DISABLED: '1',
  NO_COLOR: '1',
};

/** A shop's project in a folder of its own, outside of this repository, with the packed tracker installed. */
export interface Project {
  folder: string;
  /** Runs a program of the project's `node_modules`, or `node`, and gives what it printed. Rejects where it fails. */
  run(program: string, args?: string[], env?: NodeJS.ProcessEnv): Promise<string>;
  /** What the compiler says about the tracker's declarations and the project's own code. */
  typeErrors(config?: string): Promise<string[]>;
  remove(): Promise<void>;
}

const execute = async (file: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }) => {
  const { stdout } = await promisify(execFile)(file, args, { env: shopEnv, timeout: COMMAND_MS, ...options });
  return stdout;
};

/** Packs the tracker as it would be published, and says what is in the tarball. */
export async function pack(folder: string): Promise<{ tarball: string; files: string[] }> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const said: unknown = JSON.parse(await execute('npm', args, { cwd: sdk }));
  // npm says a list, or since version 11 an object by package.
  const [packed] = Object.values(said as Record<string, { filename: string; files: { path: string }[] }>);
  return { tarball: join(folder, packed?.filename ?? ''), files: packed?.files.map(({ path }) => path) ?? [] };
}

/** The template's dependencies, in the versions that this repository has locked. */
async function pin(folder: string, tarball: string): Promise<void> {
  const lock = JSON.parse(await readFile(join(sdk, '../package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, Record<string, string> | undefined>;
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const name in dependencies) {
      dependencies[name] =
        name === '@footfall/sdk' ? `file:${tarball}` : (lock.packages[`node_modules/${name}`]?.version ?? '*');
    }
  }
  await writeFile(path, JSON.stringify(manifest));
}

/** Installs the packed tracker into a copy of `tests/projects/<name>`. */
export async function createProject(name: string): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), `footfall-${name}-`));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const run: Project['run'] = (program, args = [], env = {}) =>
    execute(program === 'node' ? process.execPath : join(folder, 'node_modules/.bin', program), args, {
      cwd: folder,
      env: { ...shopEnv, ...env },
    });
  try {
    await cp(fileURLToPath(new URL(`../projects/${name}`, import.meta.url)), folder, { recursive: true });
    const { tarball } = await pack(folder);
    await pin(folder, tarball);
    // What `npm ci` of this repository has fetched lies in npm's cache; only a package that is missing there is asked for.
    const quiet = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await execute('npm', ['install', ...quiet], { cwd: folder });
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    folder,
    run,
    async typeErrors(config = 'tsconfig.json') {
      const said = await run('tsc', ['-p', config, '--pretty', 'false']).catch((error) => {
        if (typeof error.stdout !== 'string' || error.killed) throw error;
        return error.stdout as string;
      });
      // Other packages' declarations are not ours to check.
      return said.split('\n').filter((line) => /error TS/.test(line) && !/^node_modules\/(?!@footfall)/.test(line));
    },
    remove,
  };
}
