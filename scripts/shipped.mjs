// Which npm packages ship: are published, or bundled for Lambda and the private machine, or needed there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Our own, by their folders. */
export const SHIPPED = ['contract', 'lake', 'sdk', 'collector', 'warehouse', 'etl', 'dashboards', 'cli'];
/** What the sdk bundles stands in its devDependencies. */
const BUNDLED = { sdk: ['nanoid', 'web-vitals'] };

/** The lock's packages by their places: folders of ours, and folders of node_modules. */
export const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;

/** Where Node.js finds a package from a folder, by the lock: in its own node_modules, or in that of a folder above it. */
function placeOf(name, from) {
  for (let at = from; ; at = at.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$|^[^/]+$/, '')) {
    const found = lock[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`];
    if (found) return found.link ? found.resolved : at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (at === '') return undefined;
  }
}

/** Places of all packages of others that some folders of ours ship. */
export function shipped(folders) {
  const seen = new Set();
  const follow = (place) => {
    if (seen.has(place)) return;
    seen.add(place);
    const { dependencies = {}, optionalDependencies = {} } = lock[place];
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...(BUNDLED[place] ?? [])]) {
      const found = placeOf(name, place);
      if (found) follow(found);
      else if (!optionalDependencies[name]) throw new Error(`${place} needs ${name}, which package-lock.json lacks`);
    }
  };
  for (const folder of folders) follow(folder);
  return [...seen].filter((place) => place.includes('node_modules/'));
}

/** A package's name by its place. */
export const nameOf = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
