import { InvalidArgumentError } from 'commander';
import { DEFAULT_DATA_FOLDER } from './data-folder.js';

/** Options that many commands have. */
export const DATA = ['--data <dir>', `data folder (default: "${DEFAULT_DATA_FOLDER}")`] as const;
export const JSON_OUTPUT = ['--json', 'print JSON'] as const;

/** A TCP port. */
export function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError('It must be 1 to 65535.');
  return number;
}

const MAX_EVERY_MS = 24 * 3_600_000;
const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/** A time between runs as `60s`, `5m` or `1h` in milliseconds; 0 for `off`. */
export function every(text: string): number {
  if (text === 'off') return 0;
  const [, amount, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? [];
  if (!amount || !unit || Number(amount) === 0)
    throw new InvalidArgumentError('It must look like 60s, 5m or 1h, or be off.');
  const ms = Number(amount) * (UNIT_MS[unit] as number);
  if (ms > MAX_EVERY_MS) throw new InvalidArgumentError('It must be 24h at most.');
  return ms;
}

const UNIT_BYTES: Record<string, number> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
/** A compacted object is made in memory. */
const MAX_SIZE_BYTES = 512 * 1024 ** 2;

/** A size as `64MiB` in bytes. */
export function sizeInBytes(text: string): number {
  const [, amount, unit] = /^(\d+)\s?(KiB|MiB|GiB)$/.exec(text) ?? [];
  const bytes = Number(amount) * (UNIT_BYTES[unit ?? ''] ?? Number.NaN);
  if (!(bytes > 0 && bytes <= MAX_SIZE_BYTES))
    throw new InvalidArgumentError('It must look like 64MiB, and be 512MiB at most.');
  return bytes;
}

/** How many at most. */
export function limit(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('It must be a number from 1.');
  return number;
}
