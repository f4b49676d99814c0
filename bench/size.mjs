// Size over the wire, ours against peers bundled the same way.
import { readFileSync } from 'node:fs';
import { brotli, bundle, gzip } from './lib/bundle.mjs';
import { report } from './lib/report.mjs';

/** Bytes of brotli that the script tag may have. */
const LIMIT_BYTES = 5120;

const file = (name) => readFileSync(new URL(`../sdk/dist/${name}`, import.meta.url));
const sizes = {};
const weigh = (name, content) => {
  sizes[name] = brotli(content);
  console.log(`${name}: ${content.length} minified, ${gzip(content)} gzip, ${sizes[name]} brotli`);
};

for (const name of ['footfall.js', 'footfall.full.js']) weigh(name, file(name));
for (const name of ['footfall-npm', 'openpanel', 'plausible', 'snowplow', 'segment', 'posthog']) {
  weigh(name, await bundle(name));
}
report({ figure: 'script tag', value: sizes['footfall.js'], unit: 'B brotli', against: 'limit', limit: LIMIT_BYTES });
report({
  figure: 'script tag',
  value: sizes['footfall.js'],
  unit: 'B brotli',
  against: 'smallest peer that stores (Snowplow)',
  limit: sizes.snowplow,
});
report({
  figure: 'everything',
  value: sizes['footfall.full.js'],
  unit: 'B brotli',
  against: 'smallest peer that stores (Snowplow)',
  limit: sizes.snowplow,
});
