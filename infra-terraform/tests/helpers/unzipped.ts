import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

const PROGRAM = fileURLToPath(new URL('../../scripts/package.mjs', import.meta.url));

/** What `npm run package` wrote, by name. */
export type Packages = Record<'collector' | 'etl', { path: string; hash: string; bytes: number; bundleBytes: number }>;

/** Runs the packager, as on a machine of another zone where one is named. @returns what it wrote, and what it said */
export async function packageInto(folder: string, zone = 'UTC'): Promise<{ packages: Packages; said: string }> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, '--out', folder], {
    env: { ...process.env, TZ: zone },
  });
  return { packages: JSON.parse(await readFile(join(folder, 'packages.json'), 'utf8')), said: stdout };
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

/** Unpacks a zip as Lambda does. @returns the paths in it */
export async function unzip(zip: string, target: string): Promise<string[]> {
  const files = unzipSync(await readFile(zip));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), bytes);
  }
  return Object.keys(files);
}
