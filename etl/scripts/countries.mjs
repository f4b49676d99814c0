// Packs DB-IP's country ranges into generated/countries.br: IPv4 by /24, IPv6 by /48, as fine as the collector keeps addresses.
// Brotli of: one line of JSON { codes, v4, v6 } with the countries' codes and how many ranges there are; then for each kind its
// ranges' starts, each less the one before, as doubles, and the number of each range's country. Number 0 is no country.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const OUTPUT = new URL('../generated/countries.br', import.meta.url);
const codes = [''];

/** Ranges that touch and have the same country become one; what lies between two becomes one of no country. */
async function ranges(kind, bits) {
  const file = fileURLToPath(import.meta.resolve(`@ip-location-db/dbip-country/dbip-country-${kind}-num.csv`));
  const starts = [];
  const numbers = [];
  const begin = (start, code) => {
    if (!codes.includes(code)) codes.push(code);
    if (starts.at(-1) === start) numbers[numbers.length - 1] = codes.indexOf(code);
    else if (codes.indexOf(code) !== numbers.at(-1)) {
      starts.push(start);
      numbers.push(codes.indexOf(code));
    }
  };
  let next = 0;
  /** How much of the last block the country has that it went to: the one with the most of it gets it. */
  let share = { block: -1, size: 0n };
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [first, last, country] = line.trim().split(',');
    if (!country) continue;
    const code = country === 'ZZ' ? '' : country;
    const [from, to] = [BigInt(first), BigInt(last)];
    const [start, end] = [Number(from >> bits), Number(to >> bits)];
    const endOfStart = ((from >> bits) + 1n) << bits;
    const size = (to < endOfStart ? to + 1n : endOfStart) - from;
    if (start > next) begin(next, '');
    const isShared = start === share.block;
    if (!isShared || size > share.size) begin(start, code);
    if (end > start) begin(start + 1, code);
    if (end > start) share = { block: end, size: to + 1n - ((to >> bits) << bits) };
    else if (!isShared || size > share.size) share = { block: start, size };
    next = end + 1;
  }
  begin(next, '');
  return { starts, numbers };
}

const v4 = await ranges('ipv4', 8n);
const v6 = await ranges('ipv6', 80n);
if (codes.length > 256) throw new Error('a byte does not number all countries');
const steps = (starts) => Buffer.from(Float64Array.from(starts, (start, i) => start - (starts[i - 1] ?? 0)).buffer);
const head = Buffer.from(`${JSON.stringify({ codes, v4: v4.starts.length, v6: v6.starts.length })}\n`);
const whole = Buffer.concat([
  head,
  steps(v4.starts),
  Buffer.from(v4.numbers),
  steps(v6.starts),
  Buffer.from(v6.numbers),
]);
await mkdir(new URL('.', OUTPUT), { recursive: true });
await writeFile(
  OUTPUT,
  brotliCompressSync(whole, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 } }),
);
