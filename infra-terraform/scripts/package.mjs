// `npm run package [-- --out FOLDER]`: the Lambdas' zips, which Terraform takes by their hashes, into dist/.
import { parseArgs } from 'node:util';
import { makePackages } from './lib/lambda-packages.mjs';

const { out } = parseArgs({
  options: { out: { type: 'string', default: new URL('../dist', import.meta.url).pathname } },
}).values;

const size = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
for (const [name, { hash, bytes, bundleBytes }] of Object.entries(await makePackages(out)))
  console.log(`${name}: ${size(bytes)} zipped, bundle of ${size(bundleBytes)}, sha256 ${hash}`);
