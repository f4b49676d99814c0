import { statfs } from 'node:fs/promises';
import type { DataFolder } from '../data-folder.js';
import { size } from '../format.js';
import { holderOf } from '../stack/lock.js';
import { checkLeftLock } from './files.js';
import { type Finding, failed, ok, warning } from './finding.js';

/** PostgreSQL alone writes logs of 1 GiB between two checkpoints. */
export const MIN_FREE_BYTES = 1024 ** 3;

/** Whether Node.js is new enough. @param version as `20.19.0` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok('node', `v${version}`)
    : failed('node', `v${version} is too old`, 'install Node.js 20.19 or later');
}

/** Whether a disk has room. */
export async function checkDisk(part: string, path: string, minFreeBytes: number): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const words = `${path}, ${size(bavail * bsize)} free`;
  return bavail * bsize > minFreeBytes
    ? ok(part, words)
    : failed(part, words, 'free some space on this disk: the warehouse and the lake stop when it is full');
}

/** Whether a stack holds the folder. */
export async function checkProcess(folder: DataFolder): Promise<Finding> {
  const holder = await holderOf(folder.lockFile);
  if (!holder) return checkLeftLock(folder);
  const { pid, purpose } = holder;
  return purpose === 'up'
    ? ok('footfall', `runs as process ${pid}`)
    : warning(
        'footfall',
        `does not run; a command works on its folder (process ${pid})`,
        `when that has ended: footfall up --data ${folder.path}`,
      );
}
