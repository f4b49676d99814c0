// Writes THIRD_PARTY_NOTICES: the licences of every package that ships, in bundles or beside them as a dependency. With --check it
// only says whether the file is current.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lock, nameOf, ROOT, SHIPPED, shipped } from './shipped.mjs';
import { VENDORED } from './vendored.mjs';

/** The whole, and what is inside of the tracker's own files, which goes to shops without anything beside it. */
const FILES = {
  THIRD_PARTY_NOTICES: () => notices(shipped(SHIPPED), DATA),
  'sdk/THIRD_PARTY_NOTICES': () => notices(shipped(['sdk']), []),
};

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
const DATA = VENDORED.map(({ notice }) => notice);

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
    const name = nameOf(place);
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
