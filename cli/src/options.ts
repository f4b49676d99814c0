import { InvalidArgumentError } from 'commander';

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
