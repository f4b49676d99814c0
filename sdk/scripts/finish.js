// Runs after rollup: weighs what was built, writes integrity.json, and fails when a file outgrew its budget.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

/** Bytes after brotli that a file may have, as a server sends it. Raise one only with a reason in the commit. */
const BUDGETS = {
  'footfall.js': 5120,
  'footfall.full.js': 9472,
  'footfall-vitals.js': 3584,
  'footfall-worker.js': 512,
};

const dist = new URL('../dist/', import.meta.url);
const integrity = {};
let isOver = false;
for (const [file, budget] of Object.entries(BUDGETS)) {
  const content = readFileSync(new URL(file, dist));
  const bytes = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  integrity[file] = `sha384-${createHash('sha384').update(content).digest('base64')}`;
  isOver ||= bytes > budget;
  const line = `${file}: ${bytes} of ${budget} bytes (brotli), ${content.length} minified`;
  if (bytes > budget) console.error(`over budget: ${line}`);
  else if (process.argv.includes('--print')) console.log(line);
}
writeFileSync(new URL('integrity.json', dist), `${JSON.stringify(integrity, null, 2)}\n`);
if (isOver) process.exit(1);
