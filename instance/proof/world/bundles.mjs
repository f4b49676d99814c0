// Bundles that differ from the built one in a known way.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, pack } from '../../scripts/bundle/pack.mjs';
import { run } from './run.mjs';

/**
 * Makes a bundle from another by changing its parts.
 * @param {{app?: (folder: string) => void, packages?: (folder: string) => void}} change what to do to unpacked parts
 * @returns {Promise<string>} its folder
 */
export async function variant(world, from, name, change) {
  const folder = join(world.folder, `bundle-${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const manifest = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8'));
  for (const part of Object.keys(manifest.parts)) {
    const work = join(folder, part.split('.')[0]);
    const edit = change[part.split('.')[0]];
    if (!edit) cpSync(join(from, part), join(folder, part));
    else {
      mkdirSync(work);
      run('tar', ['-xf', join(from, part), '-C', work]);
      edit(work);
      pack(work, join(folder, part), { isCompressed: part.endsWith('gz') });
      rmSync(work, { recursive: true });
    }
    manifest.parts[part] = await measure(join(folder, part));
  }
  manifest.version = `${manifest.version}-${name}`;
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

/** Puts a later version of a package into the bundle's part `packages`, as Debian's security team does, with the same content. */
export function releaseLater(folder, name) {
  const index = join(folder, 'Packages');
  const stanzas = readFileSync(index, 'utf8').split('\n\n');
  const at = stanzas.findIndex((stanza) => stanza.startsWith(`Package: ${name}\n`));
  const old = readdirSync(folder).find((file) => file.startsWith(`${name}_`));
  const work = join(folder, 'work');
  run('dpkg-deb', ['--raw-extract', join(folder, old), work]);
  const control = join(work, 'DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, `$&${LATER}`));
  const file = old.replace(/_(\w+\.deb)$/, `${LATER}_$1`);
  run('dpkg-deb', ['--build', '--root-owner-group', work, join(folder, file)]);
  for (const path of [work, join(folder, old)]) rmSync(path, { recursive: true });
  const fields = { Filename: `./${file}`, Size: statSync(join(folder, file)).size, SHA256: sha256(join(folder, file)) };
  stanzas[at] = Object.entries(fields).reduce(
    (stanza, [field, value]) => stanza.replace(new RegExp(`^${field}: .*$`, 'm'), `${field}: ${value}`),
    stanzas[at].replace(/^MD5sum: .*\n/m, '').replace(/^Version: .*$/m, `$&${LATER}`),
  );
  writeFileSync(index, stanzas.join('\n\n'));
}

/** What a later version ends with. */
export const LATER = '+later1';

const sha256 = (file) => run('sha256sum', [file]).split(' ')[0];
