import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Room for the longest run, and filled within a second. */
const SIZE_BYTES = 3 * 2 ** 30;
const BLOCK = Buffer.alloc(2 ** 20);

/**
 * A disk of its own for a data folder, in a file: a fault can fill it, and nothing else of the machine is hurt. Only root may do that.
 * @returns its folder, and how it is filled and freed, or undefined where that is not possible
 */
export function smallDisk(folder) {
  const image = join(folder, 'disk.img');
  const place = join(folder, 'disk');
  mkdirSync(place);
  try {
    writeFileSync(image, '');
    truncateSync(image, SIZE_BYTES);
    execFileSync('mkfs.ext4', ['-q', '-m', '0', image], { stdio: 'pipe' });
    execFileSync('mount', ['-o', 'loop', image, place], { stdio: 'pipe' });
  } catch {
    rmSync(image, { force: true });
    return undefined;
  }
  const ballast = join(place, 'ballast');
  return {
    place,
    fill: () => fill(place, ballast),
    free: () => rmSync(ballast, { force: true }),
    remove: () => execFileSync('umount', [place], { stdio: 'pipe' }),
  };
}

function fill(place, ballast) {
  const { bavail, bsize } = statfsSync(place);
  execFileSync('fallocate', ['--length', `${Math.floor(bavail * bsize * 0.98)}`, ballast]);
  const file = openSync(ballast, 'a');
  try {
    for (let bytes = BLOCK; bytes.length > 0; ) {
      try {
        writeSync(file, bytes);
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
        bytes = bytes.subarray(0, bytes.length >> 1);
      }
    }
  } finally {
    closeSync(file);
  }
}
