import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';
import { EtlError } from './errors.js';
import { remembering } from './events/remembering.js';

/** Country of an address, ISO 3166-1 alpha-2 in capitals; null where it is not known. */
export type CountryReader = (address: unknown) => string | null;

/**
 * Made by `npm run build`; IP geolocation by DB-IP (https://db-ip.com), CC BY 4.0. It lies beside `dist`, in which this file and the bundle of the
 * Lambda lie alike.
 */
const DATABASE = new URL('../generated/countries.br', import.meta.url);

/** So many addresses are remembered; they are cut to /24 or /48, so that a day's shoppers have some tens of thousands. */
const MAX_REMEMBERED = 10_000;
/** No address is longer, with IPv4 inside IPv6. */
const MAX_ADDRESS_CHARS = 45;

interface Ranges {
  starts: Uint32Array | Float64Array;
  /** By range, its country's place in `codes`; 0 for none. */
  numbers: Uint8Array;
}

interface Countries {
  codes: (string | null)[];
  v4: Ranges;
  v6: Ranges;
}

/** One for the process: 4.5 MB, unpacked when the first address is asked for. */
let countries: Countries | undefined;

/** Makes a reader of addresses, IPv4 by /24 and IPv6 by /48. */
export function countryReader(): CountryReader {
  const remembered = remembering(MAX_REMEMBERED, countryOf);
  return (address) => (typeof address === 'string' && address.length <= MAX_ADDRESS_CHARS ? remembered(address) : null);
}

function countryOf(address: string): string | null {
  const v4 = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const block = isIPv4(v4) ? blockOfV4(v4) : isIPv6(address) ? blockOfV6(address) : undefined;
  if (block === undefined) return null;
  countries ??= unpack(readDatabase());
  const { starts, numbers } = isIPv4(v4) ? countries.v4 : countries.v6;
  return countries.codes[numbers[lastNotAbove(starts, block)] ?? 0] ?? null;
}

/** @throws EtlError where it is not there or not whole: no event is to blame for that */
function readDatabase(): Buffer {
  try {
    return brotliDecompressSync(readFileSync(DATABASE));
  } catch (error) {
    throw new EtlError(
      `countries cannot be read from ${DATABASE.pathname} (${(error as Error).message}); install the ETL again`,
    );
  }
}

/** The number of an address's /24. */
function blockOfV4(address: string): number {
  const [a, b, c] = address.split('.').map(Number) as [number, number, number];
  return (a * 256 + b) * 256 + c;
}

/** The number of an address's /48: its first three groups, some of which `::` may stand for. */
function blockOfV6(address: string): number {
  const [before = '', after] = address.split('::') as [string, string?];
  const groups = before === '' ? [] : before.split(':');
  const behind = after ? after.split(':') : [];
  // An IPv4 address at the end takes the place of two groups.
  const count = groups.length + behind.length + (address.includes('.') ? 1 : 0);
  const zeros: string[] = after === undefined ? [] : Array(Math.max(0, 8 - count)).fill('0');
  const [a = '0', b = '0', c = '0'] = [...groups, ...zeros, ...behind];
  return (Number.parseInt(a, 16) * 65_536 + Number.parseInt(b, 16)) * 65_536 + Number.parseInt(c, 16);
}

/** Where the last start stands that is not above `block`; -1 where all are. */
function lastNotAbove(starts: Ranges['starts'], block: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= block) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Reads what scripts/countries.mjs wrote. */
function unpack(bytes: Buffer): Countries {
  const headEnd = bytes.indexOf('\n') + 1;
  const head = JSON.parse(bytes.toString('utf8', 0, headEnd)) as { codes: string[]; v4: number; v6: number };
  let offset = headEnd;
  const rangesOf = (starts: Ranges['starts']): Ranges => {
    for (let i = 0, start = 0; i < starts.length; i++, offset += 8) {
      start += bytes.readDoubleLE(offset);
      starts[i] = start;
    }
    const numbers = Uint8Array.from(bytes.subarray(offset, offset + starts.length));
    offset += starts.length;
    return { starts, numbers };
  };
  const v4 = rangesOf(new Uint32Array(head.v4));
  const v6 = rangesOf(new Float64Array(head.v6));
  return { codes: head.codes.map((code) => code || null), v4, v6 };
}
