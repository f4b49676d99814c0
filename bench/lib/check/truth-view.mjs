/**
 * A truth as the figures want it.
 *
 * @param truth the file's content
 * @param markedKinds kinds of visitors that this warehouse marks as bots: `programs`, and `scrapers` where it has rules for
 *   behaviour
 */
export function viewOf(truth, markedKinds) {
  const { kinds } = truth;
  const names = Object.keys(kinds);
  return {
    ...truth,
    /** Of all visitors. */
    all: names.map((name) => kinds[name]).reduce(sum),
    /** Of those that dashboards show. */
    shown: names
      .filter((name) => !markedKinds.includes(name))
      .map((name) => kinds[name])
      .reduce(sum),
    markedKinds,
    from: truth.days[0],
    to: truth.days.at(-1),
    /** A part of the period, of whole days, to ask for less than all. */
    part: partOf(truth.days),
    zone: truth.options.zone,
  };
}

function partOf(days) {
  const first = Math.floor(days.length / 3);
  const last = Math.max(first, Math.floor((days.length * 2) / 3) - 1);
  return { from: days[first], to: days[last], first, last };
}

/** Adds numbers wherever they stand. No client is of two kinds, so that even counts of different clients add up. */
function sum(a, b) {
  if (a === undefined || b === undefined) return a ?? b;
  if (typeof a === 'number') return a + b;
  if (typeof a === 'string') return a;
  if (Array.isArray(a)) return a.map((value, i) => sum(value, b[i]));
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, sum(a[key], b[key])]));
}

/** `a=1; b=2`, by name, without what is zero: as `list` gives it in SQL. */
export const text = (counts) =>
  Object.entries(counts)
    .filter(([, n]) => n !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => `${name}=${n}`)
    .join('; ');

/** The same for a list of figures, one a day. */
export const byDay = ({ days }, figures) => text(Object.fromEntries(figures.map((n, day) => [days[day], n])));

/** The sum of a list's figures, all of them or those of some days. */
export const total = (figures, { first = 0, last = figures.length - 1 } = {}) =>
  figures.slice(first, last + 1).reduce((a, b) => a + b, 0);

/** SQL for `a=1; b=2` from a query of columns k and n. */
export const list = (query) =>
  `select coalesce(string_agg(k || '=' || n, '; ' order by k collate "C"), '') from (${query}) as t where n <> 0`;

/** SQL for the day of the shop's zone on which something was. */
export const dayIn = (t, column) => `to_char(${column} at time zone '${t.zone}', 'YYYY-MM-DD')`;
