import { parseArgs } from 'node:util';
import { DAY, HOUR } from './time.mjs';

/** The warehouse believes a client's time for 90 days (MAX_AGE_MS of the contract); the sending takes a while. */
const OLDEST_DAYS = 89;
const DAYS_BEFORE_NOW = 60;

export const HELP = `Makes a shop's traffic, and says what is true of it. The same seed and options give the same bytes.

  npm run shop -- --to lake:DIR [--truth FILE] [options]

  --to lake:DIR          objects by hour, as the collector writes them; DIR may be s3://bucket/prefix
       collector:URL     requests to a running collector, whose clock then is the time of receipt
       ndjson:FILE       events as they are sent, one a line, for footfall import
  --truth FILE           what is true, as JSON
  --events N             about how many different events (100000)
  --days N               days before the end (90; 60 to a collector and ndjson)
  --end TIME             ISO 8601; the full hour before it is the end (the present hour)
  --zone ZONE            the shop's time zone (Europe/Berlin)
  --seed N               (1)
  --products N           (2000)
  --objects-per-hour N   of the lake (6)
  --bots SHARE           of events (0.05)
  --late SHARE           of batches, that come minutes to days later (0.02)
  --repeat SHARE         of batches, that are sent two or three times (0.05)
  --lost SHARE           of events, that never come (0.005)
  --clock-errors SHARE   of devices (0.01; 0 where receipt is another clock's: collector, ndjson)
  --invalid SHARE        events that break the contract, beside the others (0.002)
  --server-reports SHARE of orders, that the shop's own server reports too (0.7; 0 and no
                         refunds where a collector knows no server key)
  --daily-products N     most popular products of which the truth knows each day (100)
  --detail N             orders, carts and people of which the truth knows each (10000)
  --concurrency N        requests at a time, to a collector (16)
  --key KEY, --server-key KEY, --origin URL, --country-header NAME
                         what the collector wants to see (no keys, http://localhost:3000,
                         no country)
  --quiet                no progress`;

/** What was asked cannot be done; the message says why. */
export class OptionError extends Error {}

const TEXT = ['to', 'truth', 'end', 'key', 'server-key', 'origin', 'country-header'];
const NUMBERS = {
  events: [100_000, 1, 1e9],
  days: [90, 1, 3660],
  seed: [1, 0, 2 ** 53 - 1],
  products: [2000, 20, 1_000_000],
  'objects-per-hour': [6, 1, 3600],
  'daily-products': [100, 0, 1_000_000],
  detail: [10_000, 0, 10_000_000],
  concurrency: [16, 1, 256],
};
const SHARES = {
  bots: 0.05,
  late: 0.02,
  repeat: 0.05,
  lost: 0.005,
  'clock-errors': 0.01,
  invalid: 0.002,
  'server-reports': 0.7,
};

/** Reads the command line. @throws OptionError */
export function readOptions(args, now = Date.now()) {
  const names = [...TEXT, 'zone', ...Object.keys(NUMBERS), ...Object.keys(SHARES)];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  let given;
  try {
    given = parseArgs({ args, options: { ...options, quiet: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new OptionError(`${error.message}; see --help`);
  }
  const read = { zone: zoneOf(given.zone ?? 'Europe/Berlin'), end: endOf(given.end, now), quiet: given.quiet === true };
  for (const [name, [preset, least, most]] of Object.entries(NUMBERS))
    read[camel(name)] = wholeNumber(given, { name, preset, least, most });
  for (const [name, preset] of Object.entries(SHARES)) read[camel(name)] = shareOf(given, name, preset);
  for (const name of TEXT.slice(3)) if (given[name] !== undefined) read[camel(name)] = given[name];
  return fitToTarget(
    { origin: 'http://localhost:3000', ...read, to: targetOf(given.to), truth: given.truth },
    given,
    now,
  );
}

/** What somebody else receives is received now, by a clock of its own. */
function fitToTarget(options, given, now) {
  const { to, end, clockErrors, serverKey } = options;
  const days = to.kind === 'lake' || given.days !== undefined ? options.days : DAYS_BEFORE_NOW;
  if (to.kind === 'lake') return { ...options, hasServer: true, isTrusted: true, brokenStarts: clockErrors / 4 };
  if (end > now || end - days * DAY < now - OLDEST_DAYS * DAY)
    throw new OptionError(
      `--end and --days: all must lie in the ${OLDEST_DAYS} days before now, older events count at receipt`,
    );
  return {
    ...options,
    days,
    clockErrors: given['clock-errors'] === undefined ? 0 : clockErrors,
    brokenStarts: 0,
    hasServer: to.kind === 'ndjson' || serverKey !== undefined,
    isTrusted: serverKey !== undefined,
  };
}

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

function wholeNumber(given, { name, preset, least, most }) {
  const value = given[name] === undefined ? preset : Number(given[name]);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new OptionError(`--${name} must be a whole number from ${least} to ${most}, not ${given[name]}`);
  return value;
}

function shareOf(given, name, preset) {
  const value = given[name] === undefined ? preset : Number(given[name]);
  if (!(value >= 0 && value <= 1)) throw new OptionError(`--${name} must be a share from 0 to 1, not ${given[name]}`);
  return value;
}

function zoneOf(zone) {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    throw new OptionError(`--zone must be a time zone's name, as Europe/Berlin, not ${zone}`);
  }
}

function endOf(text, now) {
  const at = text === undefined ? now : Date.parse(text);
  if (Number.isNaN(at)) throw new OptionError(`--end must be an ISO 8601 time, as 2026-11-22T00:00:00Z, not ${text}`);
  return Math.floor(at / HOUR) * HOUR;
}

function targetOf(text) {
  const [, kind, place] = /^(lake|collector|ndjson):(.+)$/.exec(text ?? '') ?? [];
  if (!kind) throw new OptionError('--to must say where: lake:DIR, collector:URL or ndjson:FILE');
  return { kind, place };
}
