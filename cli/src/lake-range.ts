import { UsageError } from './errors.js';

/** A stretch of hours of receipt. */
export interface LakeRange {
  /** The dated beginnings of keys, as `2026/11/22/15/`; one empty where everything is meant. */
  prefixes: string[];
  /** From its start to before its end; absent where everything is meant. */
  received?: { from: Date; to: Date };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A longer range is a slip of the pen, and would be many listings of nothing. */
const MAX_DAYS = 3660;

/** Reads `--hour 2026-11-22T15`, `--day 2026-11-22`, or a range of either, as `2026-11-20..2026-11-22`. @throws UsageError */
export function lakeRange({ hour, day }: { hour?: string; day?: string }): LakeRange {
  if (hour !== undefined && day !== undefined) throw new UsageError('Use --hour or --day, not both.');
  if (hour !== undefined) return rangeOf(hour, { parse: parseHour, example: '2026-11-22T15', unitMs: HOUR_MS });
  if (day !== undefined) return rangeOf(day, { parse: parseDay, example: '2026-11-22', unitMs: DAY_MS });
  return { prefixes: [''] };
}

interface Unit {
  parse: (text: string) => number | undefined;
  example: string;
  unitMs: number;
}

function rangeOf(text: string, { parse, example, unitMs }: Unit): LakeRange {
  const [first = '', last = first, ...more] = text.split('..');
  const from = parse(first);
  const until = parse(last);
  if (from === undefined || until === undefined || more.length > 0)
    throw new UsageError(`"${text}" is no UTC time; use ${example} or ${example}..${example}`);
  if (until < from) throw new UsageError(`"${text}" ends before it begins.`);
  const to = until + unitMs;
  if (to - from > MAX_DAYS * DAY_MS) throw new UsageError(`"${text}" is longer than ${MAX_DAYS} days.`);
  return { prefixes: prefixesOf(from, to), received: { from: new Date(from), to: new Date(to) } };
}

/** Whole days as days: a listing each, instead of 24. */
function prefixesOf(from: number, to: number): string[] {
  const prefixes: string[] = [];
  for (let at = from; at < to; ) {
    const isWholeDay = at % DAY_MS === 0 && at + DAY_MS <= to;
    prefixes.push(
      `${new Date(at)
        .toISOString()
        .slice(0, isWholeDay ? 10 : 13)
        .replace(/[-T]/g, '/')}/`,
    );
    at += isWholeDay ? DAY_MS : HOUR_MS;
  }
  return prefixes;
}

function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  // JavaScript takes the 31st of February for the 3rd of March.
  return new Date(at || 0).toISOString().startsWith(text) ? at : undefined;
}

function parseHour(text: string): number | undefined {
  const [, day = '', hour = ''] = /^(\d{4}-\d{2}-\d{2})T(\d{2})(?::00)?Z?$/.exec(text) ?? [];
  const at = parseDay(day);
  return at === undefined || Number(hour) > 23 ? undefined : at + Number(hour) * HOUR_MS;
}
