// The Lambda bundle: its size, its start, and its processor time for a batch of 10, beside the same handler unbundled.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { median, report } from './lib/report.mjs';

const ROUNDS = 7;
/** Bytes that a zip has for one file beside its content: two heads and the end. */
const ZIP_BYTES = 30 + 46 + 22 + 2 * 'index.mjs'.length;
const PROGRAM = fileURLToPath(new URL('./lib/lambda-start.mjs', import.meta.url));
const HANDLERS = {
  bundle: new URL('../collector/dist/lambda/index.mjs', import.meta.url),
  unbundled: new URL('../collector/dist/lambda-entry.js', import.meta.url),
};

const zipped = deflateRawSync(readFileSync(HANDLERS.bundle), { level: 9 }).length + ZIP_BYTES;
report({ figure: 'bundle, zipped', value: zipped / 1000, unit: 'KB', against: 'limit', limit: 400 });

const figures = { bundle: [], unbundled: [] };
for (let i = 0; i < ROUNDS; i++)
  for (const [name, { href }] of Object.entries(HANDLERS))
    figures[name].push(
      JSON.parse(
        execFileSync(process.execPath, ['--no-warnings', PROGRAM, href], { encoding: 'utf8' }).split('\n').at(-2),
      ),
    );
const of = (name, key) => median(figures[name].map((figure) => figure[key]));

for (const name of Object.keys(HANDLERS))
  console.log(
    `${name}: init ${of(name, 'initMs').toFixed(0)} ms (${of(name, 'initCpuMs').toFixed(0)} ms of processor), batch of 10 ${of(name, 'batchCpuMs').toFixed(2)} ms of processor`,
  );
report({ figure: 'init', value: of('bundle', 'initMs'), unit: 'ms', against: 'limit', limit: 150 });
report({
  figure: 'init, unbundled is the peer',
  value: of('bundle', 'initMs'),
  unit: 'ms',
  against: 'unbundled',
  limit: of('unbundled', 'initMs'),
});
report({
  figure: 'batch of 10',
  value: of('bundle', 'batchCpuMs'),
  unit: 'ms of processor',
  against: 'limit',
  limit: 2,
});
