// Prints a bill of materials of what ships, as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/): npm's packages, what else
// comes with us, and Debian's packages where a bundle of the private machine is named. The same for the same lock and bundle, so that two can be compared.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lock, nameOf, ROOT, SHIPPED, shipped } from './shipped.mjs';
import { VENDORED } from './vendored.mjs';

const HELP = `Prints a bill of materials (CycloneDX 1.5, JSON) of all that ships.

  npm run --silent sbom [-- --bundle FOLDER] > footfall.cdx.json

  --bundle FOLDER   with the Debian packages of a bundle that npm run bundle:instance has made`;

/** The lock knows hashes as npm does, in base64. */
const npmHash = ({ integrity }) => {
  const [, digest] = integrity.split('sha512-');
  return { alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') };
};

/** A licence by its SPDX id, or an expression of several. */
const licence = (text) => (/ (OR|AND|WITH) /.test(text) ? { expression: text } : { license: { id: text } });

function npmComponent(place) {
  const entry = lock[place];
  const name = entry.name ?? nameOf(place); // a package may be installed by another name
  const purl = `pkg:npm/${name.replace('@', '%40')}@${entry.version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version: entry.version,
    ...(entry.integrity && { hashes: [npmHash(entry)] }),
    licenses: [licence(entry.license)],
    purl,
  };
}

function ownComponent(folder) {
  const { name, version, license } = lock[folder];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', 'bom-ref': purl, name, version, licenses: [licence(license)], purl };
}

function debianComponents(folder) {
  const { arch, suite, packages } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return packages.map((file) => {
    const [name, coded] = file.split('_'); // NAME_VERSION_ARCH.deb, where apt writes a colon as %3a
    const version = decodeURIComponent(coded);
    const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${arch}&distro=${suite}`;
    return { type: 'library', 'bom-ref': purl, name, version, purl };
  });
}

const { values } = parseArgs({ options: { bundle: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) console.log(HELP);
else {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const parts = [
    ...SHIPPED.map(ownComponent),
    ...shipped(SHIPPED).map(npmComponent),
    ...VENDORED.flatMap(({ components }) => components).map((part) => ({ 'bom-ref': part.purl, ...part })),
    ...(values.bundle ? debianComponents(values.bundle) : []),
  ];
  // One version may lie at several places.
  const components = [...new Map(parts.map((part) => [part['bom-ref'], part])).values()];
  components.sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  const metadata = { component: { type: 'application', 'bom-ref': 'footfall', name: 'footfall', version } };
  console.log(
    JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata, components }, null, 1),
  );
}
