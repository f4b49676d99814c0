// Writes THIRD_PARTY_NOTICES: the licences of every package that ships, in bundles or beside them as a dependency. With --check it
// only says whether the file is current.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The whole, and what is inside of the tracker's own files, which goes to shops without anything beside it. */
const FILES = {
  THIRD_PARTY_NOTICES: () => notices(shipped(SHIPPED), DATA),
  'sdk/THIRD_PARTY_NOTICES': () => notices(shipped(['sdk']), []),
};

/** The packages that are published, or bundled for Lambda and the private machine. What the sdk bundles stands in its devDependencies. */
const SHIPPED = ['contract', 'lake', 'sdk', 'collector', 'warehouse', 'etl', 'dashboards', 'cli'];
const BUNDLED = { sdk: ['nanoid', 'web-vitals'] };
/** A package under another licence is a decision, not an update. */
const ALLOWED = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Unlicense',
  'CC0-1.0',
  'BlueOak-1.0.0',
  'MPL-2.0',
];
/** What comes with us and is no npm package, with the file that tells its licence. */
const DATA = ['etl/NOTICE', 'scripts/notices/postgresql.txt', 'dashboards/www/vendor/plotly-LICENSE'];

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;

/** Where Node.js finds a package from a folder, by the lock: in its own node_modules, or in that of a folder above it. */
function placeOf(name, from) {
  for (let at = from; ; at = at.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$|^[^/]+$/, '')) {
    const found = lock[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`];
    if (found) return found.link ? found.resolved : at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (at === '') return undefined;
  }
}

/** Places of all packages that ship. */
function shipped(folders) {
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

/** The text of a package's licence files; those of one platform are not installed on the others. */
function textOf(place) {
  const folder = join(ROOT, place);
  if (lock[place].os || lock[place].cpu || !existsSync(folder)) return '';
  const names = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .sort();
  return names.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}

function isAllowed(licence) {
  return String(licence)
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((one) => one.split(' AND ').every((part) => ALLOWED.includes(part)));
}

function notices(places, files) {
  const packages = new Map();
  for (const place of places) {
    const { version, license } = lock[place];
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (!isAllowed(license))
      throw new Error(`${name}@${version} is under ${license}, which is none of ${ALLOWED.join(', ')}`);
    packages.set(`${name}@${version}`, { license, text: textOf(place) });
  }
  const byText = new Map();
  for (const [id, { license, text }] of [...packages].sort(([a], [b]) => (a < b ? -1 : 1)))
    byText.set(`${license}\n\n${text}`, [...(byText.get(`${license}\n\n${text}`) ?? []), id]);
  const parts = [...byText].map(([text, ids]) => `${ids.join('\n')}\n\n${text.trim()}`);
  const data = files.map((file) => `${file}\n\n${readFileSync(join(ROOT, file), 'utf8').trim()}`);
  const heading = `Footfall ships, or needs when it runs, what others wrote: ${packages.size} npm packages${files.length > 0 ? ' and some data' : ''}. Made by "npm run notices".`;
  return `${[heading, ...parts, ...data].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

const isCheck = process.argv.includes('--check');
for (const [file, make] of Object.entries(FILES)) {
  const path = join(ROOT, file);
  const text = make();
  if (!isCheck) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error(`${file} is not current. Run: npm run notices`);
    process.exitCode = 1;
  }
}
