import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { bundleLambda } from '../../../collector/scripts/bundle.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Each function's package: where its bundle stands in the zip, and what else its code reads when it runs. */
export const PACKAGES = {
  collector: { folder: `${ROOT}collector/`, bundle: 'index.mjs', files: [] },
  // The ETL reads ../generated/countries.br beside its code: the bundle stands one folder down, as dist/ does.
  etl: { folder: `${ROOT}etl/`, bundle: 'dist/index.mjs', files: ['generated/countries.br', 'NOTICE'] },
};

/** The first time that a zip can tell, so that its bytes tell of no other. fflate reads it in the machine's own zone. */
const FIRST_TIME = new Date(1980, 0, 1);
/** Regular files that everybody may read: Lambda runs code as a user of its own. */
const UNIX = 3;
const READABLE = (0o100644 << 16) >>> 0;

/**
 * Makes the Lambdas' zips, the same bytes for the same sources, with their source maps beside them in `maps/`.
 *
 * @param {string} target a folder; made where it is missing
 * @returns {Promise<Record<string, { path: string, hash: string, bytes: number, bundleBytes: number }>>} by name: the zip, its SHA-256 in base64
 *   (what Lambda tells of its code), its size, and that of the bundle
 */
export async function makePackages(target) {
  await mkdir(join(target, 'maps'), { recursive: true });
  const packages = {};
  for (const [name, parts] of Object.entries(PACKAGES)) packages[name] = await makePackage(name, parts, target);
  await writeFile(join(target, 'packages.json'), `${JSON.stringify(packages, null, 2)}\n`);
  return packages;
}

async function makePackage(name, { folder, bundle, files }, target) {
  const built = await mkdtemp(join(tmpdir(), 'footfall-package-'));
  try {
    const outfile = join(built, 'index.mjs');
    await bundleLambda({ folder, outfile, sourcemap: true });
    const code = await readFile(outfile);
    const contents = [[bundle, code]];
    for (const file of files) contents.push([file, await readFile(folder + file)]);
    // the bundle holds others' code, and their licences want to be with it
    contents.push(['THIRD_PARTY_NOTICES', await readFile(`${ROOT}THIRD_PARTY_NOTICES`)]);
    const zip = zipOf(contents);
    await writeFile(join(target, `${name}.zip`), zip);
    await writeFile(join(target, 'maps', `${name}.mjs.map`), await readFile(`${outfile}.map`));
    const hash = createHash('sha256').update(zip).digest('base64');
    return { path: `${name}.zip`, hash, bytes: zip.length, bundleBytes: code.length };
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}

function zipOf(contents) {
  const options = { level: 9, mtime: FIRST_TIME, os: UNIX, attrs: READABLE };
  const sorted = [...contents].sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted.map(([path, bytes]) => [path, [new Uint8Array(bytes), options]])));
}
