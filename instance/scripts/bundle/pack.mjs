// Archives that are the same bytes for the same content, so that a version names what is in it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const SAME = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go=rX'];

/** Packs what is in `folder`; GNU tar only, as Debian and Ubuntu have it. */
export function pack(folder, file, { isCompressed }) {
  const compress = isCompressed ? ['--use-compress-program', 'gzip -9 -n'] : [];
  execFileSync('tar', [...SAME, ...compress, '-cf', file, '-C', folder, '.'], { stdio: 'inherit' });
}

/** @returns {Promise<{bytes: number, sha256: string}>} */
export async function measure(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: statSync(file).size, sha256: hash.digest('hex') };
}
