// Bundles that differ from the built one in a known way.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
