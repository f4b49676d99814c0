import { UsageError } from '../errors.js';

/** Days of the shop's zone, as `2026-11-22`, both inclusive. */
export interface Days {
  from: string;
  to: string;
}

/** What a report is about. */
export interface Period extends Days {
  /** The days of it that are over, which can be compared; undefined where only today is in it. */
  full: Days | undefined;
  /** As many days before those. */
  before: Days | undefined;
  /** Whether today, which is not over, is in it. */
  hasToday: boolean;
}

const DAY_MS = 86_400_000;
/** A report without dates is about so many full days, and today. */
const DEFAULT_DAYS = 7;
/** Five years; a report of more says nothing. */
const MAX_DAYS = 1827;

/**
 * The days of a report; by default the last seven, and today.
 * @param today in the shop's zone
 * @throws UsageError naming the option
 */
export function toPeriod({ from, to }: { from?: string; to?: string }, today: string): Period {
  const last = to === undefined ? today : checkedDay('--to', to);
  const first =
    from === undefined ? plusDays(last, last === today ? -DEFAULT_DAYS : 1 - DEFAULT_DAYS) : checkedDay('--from', from);
  for (const [option, day] of [
    ['--from', first],
    ['--to', last],
  ] as const)
    if (day > today) throw new UsageError(`${option} ${day} is in the future: in the shop's time zone it is ${today}`);
  if (first > last) throw new UsageError(`--from ${first} is after --to ${last}`);
  if (daysIn({ from: first, to: last }) > MAX_DAYS) throw new UsageError(`a report is about ${MAX_DAYS} days at most`);
  const hasToday = last === today;
  const end = hasToday ? plusDays(today, -1) : last;
  const full = first <= end ? { from: first, to: end } : undefined;
  return { from: first, to: last, full, before: full && daysBefore(full), hasToday };
}

/** Checks a day before anything is started for it. @throws UsageError naming the option */
export function checkedDay(option: string, text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text;
  if (!isDay) throw new UsageError(`${option} "${text}" is no day; it must look like 2026-11-22`);
  return text;
}

/** How many days. */
export const daysIn = ({ from, to }: Days) => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

function daysBefore(days: Days): Days {
  return { from: plusDays(days.from, -daysIn(days)), to: plusDays(days.from, -1) };
}

const plusDays = (day: string, count: number) => new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
