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
}

/** Makes a scope; without options it is everything. @throws ScopeError naming the option */
export function toScope(options: ScopeOptions, now = new Date()): Scope {
  const { hour, date, prefix, since, hoursBack } = options;
  if (prefix !== undefined) return { label: `prefix ${prefix}`, prefixes: [prefix], isExact: true };
  if (hour !== undefined) return { label: `hour ${hour}`, prefixes: [hourPrefix(hour)] };
  if (date !== undefined) return { label: `date ${date}`, prefixes: [dayPrefix(date)] };
  if (since !== undefined) return { label: `since ${since}`, prefixes: daysSince(since, now) };
  if (hoursBack !== undefined) return { label: `last ${hoursBack} hours`, prefixes: lastHours(hoursBack, now) };
  return EVERYTHING;
}

function hourPrefix(hour: string): string {
  const match = /^(\d{4})[-/](\d{2})[-/](\d{2})[-/T ](\d{2})(:00|\/)?Z?$/.exec(hour);
  if (!match) throw new ScopeError(`"${hour}" is no UTC hour; use 2026-11-22T15`);
  return `${match.slice(1, 5).join('/')}/`;
}

function dayPrefix(date: string): string {
  const match = /^(\d{4})[-/](\d{2})[-/](\d{2})\/?$/.exec(date);
  if (!match) throw new ScopeError(`"${date}" is no UTC day; use 2026-11-22`);
  return `${match.slice(1, 4).join('/')}/`;
}

const DAY_MS = 24 * 3_600_000;

function daysSince(since: string, now: Date): string[] {
  const first = Date.parse(`${dayPrefix(since).slice(0, -1).replaceAll('/', '-')}T00:00:00Z`);
  if (Number.isNaN(first)) throw new ScopeError(`"${since}" is no UTC day; use 2026-11-22`);
  if (first > now.getTime()) throw new ScopeError(`${since} is in the future`);
  const days = Math.floor((now.getTime() - first) / DAY_MS) + 1;
  return Array.from({ length: days }, (_, i) => dayPrefix(new Date(first + i * DAY_MS).toISOString().slice(0, 10)));
}

function lastHours(hoursBack: number, now: Date): string[] {
  if (!Number.isInteger(hoursBack) || hoursBack < 0 || hoursBack > 24 * 366)
    throw new ScopeError('hoursBack must be a whole number of hours');
  return Array.from({ length: hoursBack + 1 }, (_, i) =>
    hourPrefix(new Date(now.getTime() - (hoursBack - i) * 3_600_000).toISOString().slice(0, 13)),
  );
}

/**
 * The scope that an EventBridge event or a manual payload asks for. The overrides are those of the platform's first ETL:
 * `targetUtcHour` (an hour, or a number beside `targetUtcDate`), `targetUtcDate`, `hoursBack`, `overridePrefix`, and
 * `scope` (`all`, `hour` for the last full hour, `date` for today).
 */
export function scopeOfPayload(payload: unknown, now = new Date()): Scope {
  const p = (typeof payload === 'object' && payload !== null ? payload : {}) as Record<string, unknown>;
  if (typeof p.overridePrefix === 'string' && p.overridePrefix) return toScope({ prefix: p.overridePrefix }, now);
  if (isGiven(p.targetUtcHour)) return toScope({ hour: givenHour(p.targetUtcHour, p.targetUtcDate, now) }, now);
  if (isGiven(p.targetUtcDate)) return toScope({ date: String(p.targetUtcDate) }, now);
  if (isGiven(p.hoursBack)) return toScope({ hoursBack: Number(p.hoursBack) }, now);
  switch (p.scope) {
    case undefined:
    case null:
    case 'all':
      return EVERYTHING;
    case 'hour':
      return toScope({ hour: new Date(now.getTime() - 3_600_000).toISOString().slice(0, 13) }, now);
    case 'date':
    case 'day':
      return toScope({ date: now.toISOString().slice(0, 10) }, now);
    default:
      throw new ScopeError('scope must be all, hour or date');
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
