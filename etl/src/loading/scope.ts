/** Which part of the lake a run looks at. Objects that are loaded already are passed over, whatever the scope. */
export interface Scope {
  /** In words, for the ledger. */
  label: string;
  /** Key prefixes, each below both `events/` and `rejected/`; or whole keys' beginnings where `isExact`. */
  prefixes: string[];
  isExact?: boolean;
}

/** The scope cannot be understood; the message says what can. */
export class ScopeError extends Error {
  override name = 'ScopeError';
}

/** Everything that is not loaded yet. */
export const EVERYTHING: Scope = { label: 'all', prefixes: [''] };

/** Options as the command line and the Lambda's manual payload give them. */
export interface ScopeOptions {
  /** UTC hour: `2026-11-22T15`, `2026-11-22-15` or `2026/11/22/15`. */
  hour?: string | undefined;
  /** UTC day: `2026-11-22` or `2026/11/22`. */
  date?: string | undefined;
  /** Beginning of keys, as `events/2026/11/`. */
  prefix?: string | undefined;
  /** First UTC day. */
  since?: string | undefined;
  /** This many hours before the current one, and the current one. */
  hoursBack?: number | undefined;
  /** Everything that is not loaded yet, as without any option. */
  all?: boolean | undefined;
}

/** Makes a scope; without options it is everything. @throws ScopeError naming the option */
export function toScope(options: ScopeOptions, now = new Date()): Scope {
  const { hour, date, prefix, since, hoursBack } = options;
  const all = options.all || undefined;
  const given = Object.entries({ hour, date, prefix, since, hoursBack, all }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length > 1) throw new ScopeError(`choose one of ${given.map(([name]) => name).join(' and ')}`);
  if (prefix !== undefined) return { label: `prefix ${prefix}`, prefixes: [prefix], isExact: true };
  if (hour !== undefined) return { label: `hour ${hour}`, prefixes: [hourPrefix(timeOf(hour, 'hour'))] };
  if (date !== undefined) return { label: `date ${date}`, prefixes: [dayPrefix(timeOf(date, 'day'))] };
  if (since !== undefined) return { label: `since ${since}`, prefixes: daysSince(since, now) };
  if (hoursBack !== undefined) return { label: `last ${hoursBack} hours`, prefixes: lastHours(hoursBack, now) };
  return EVERYTHING;
}

const pathOf = (ms: number) => new Date(ms).toISOString().replace(/[-T:]/g, '/');
const hourPrefix = (ms: number) => `${pathOf(ms).slice(0, 13)}/`;
const dayPrefix = (ms: number) => `${pathOf(ms).slice(0, 10)}/`;

const EXAMPLES = { hour: '2026-11-22T15', day: '2026-11-22' };
const UTC_TIME = /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[-/T ](\d{2})(?:\/|(?::\d{2}){0,2}(?:\.\d+)?Z?))?\/?$/;
/** Milliseconds since 1970, as `Date.now()` gives them. */
const EPOCH_MS = /^\d{12,14}$/;

/** Reads an hour or a day of UTC, also where minutes follow. Without its hour a time is no hour. */
function timeOf(text: string, unit: 'hour' | 'day'): number {
  const [match, year, month, day, hour] = UTC_TIME.exec(text) ?? [];
  const iso = `${year}-${month}-${day}T${hour ?? '00'}:00:00.000Z`;
  const ms = EPOCH_MS.test(text) ? Number(text) : Date.parse(iso);
  // The 31st of a short month would otherwise be the next one's first.
  const isReal = EPOCH_MS.test(text) || (match && !Number.isNaN(ms) && new Date(ms).toISOString() === iso);
  if (!isReal || (unit === 'hour' && match && hour === undefined))
    throw new ScopeError(`"${text}" is no UTC ${unit}; use ${EXAMPLES[unit]}`);
  return ms;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function daysSince(since: string, now: Date): string[] {
  const first = Math.floor(timeOf(since, 'day') / DAY_MS) * DAY_MS;
  if (first > now.getTime()) throw new ScopeError(`${since} is in the future`);
  const days = Math.floor((now.getTime() - first) / DAY_MS) + 1;
  return Array.from({ length: days }, (_, i) => dayPrefix(first + i * DAY_MS));
}

function lastHours(hoursBack: number, now: Date): string[] {
  return Array.from({ length: wholeHours(hoursBack) + 1 }, (_, i) =>
    hourPrefix(now.getTime() - (hoursBack - i) * HOUR_MS),
  );
}

function wholeHours(hours: number): number {
  if (!Number.isInteger(hours) || hours < 0 || hours > 24 * 366)
    throw new ScopeError('hoursBack must be a whole number of hours');
  return hours;
}

const OVERRIDES = new Set(['overridePrefix', 'targetUtcHour', 'targetUtcDate', 'hoursBack', 'scope']);

/**
 * The scope that an EventBridge event or a manual payload asks for. The overrides are those of the platform's first ETL:
 * `targetUtcHour` (an hour, or a number beside `targetUtcDate`), `targetUtcDate`, `hoursBack`, `overridePrefix`, and
 * `scope`: `all`; `hour` for the hour that was `hoursBack` hours ago (1 if not said); `date` or `day` for that hour's day.
 *
 * @throws ScopeError for what cannot be understood, also a name that is none of these
 */
export function scopeOfPayload(payload: unknown, now = new Date()): Scope {
  const p = (typeof payload === 'object' && payload !== null ? payload : {}) as Record<string, unknown>;
  const strange = Object.keys(p).find((name) => !OVERRIDES.has(name));
  // An event of EventBridge has a source, and much that is not for us.
  if (strange && p.source === undefined) throw new ScopeError(`"${strange}" is none of ${[...OVERRIDES].join(', ')}`);
  if (typeof p.overridePrefix === 'string' && p.overridePrefix) return toScope({ prefix: p.overridePrefix }, now);
  if (isGiven(p.targetUtcHour)) return toScope({ hour: givenHour(p.targetUtcHour, p.targetUtcDate, now) }, now);
  if (isGiven(p.targetUtcDate)) return toScope({ date: String(p.targetUtcDate) }, now);
  const hoursBack = isGiven(p.hoursBack) ? wholeHours(Number(p.hoursBack)) : undefined;
  const then = new Date(now.getTime() - (hoursBack ?? 1) * HOUR_MS).toISOString();
  switch (p.scope) {
    case undefined:
    case null:
      return toScope({ hoursBack }, now);
    case 'all':
      return EVERYTHING;
    case 'hour':
      return toScope({ hour: then }, now);
    case 'date':
    case 'day':
      return toScope({ date: then }, now);
    default:
      throw new ScopeError('scope must be all, hour, date or day');
  }
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

function givenHour(hour: unknown, date: unknown, now: Date): string {
  if (!/^\d{1,2}$/.test(String(hour))) return String(hour);
  const day = isGiven(date) ? String(date) : now.toISOString().slice(0, 10);
  return `${day}T${String(hour).padStart(2, '0')}`;
}

/** The UTC hour that a key's folders name, or null where they name only a day. */
export function hourOf(key: string): string | null {
  const match = /^(?:events|rejected)\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})\//.exec(key);
  const hour = match && `${match[1]}-${match[2]}-${match[3]}T${match[4]}:00:00Z`;
  return hour && !Number.isNaN(Date.parse(hour)) ? hour : null;
}
