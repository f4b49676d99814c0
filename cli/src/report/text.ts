import { count, counted, table } from '../format.js';
import type { Figures, Health, Report } from './figures.js';
import { daysIn } from './period.js';
import { age, bar, changeInWords, money, percent, printable, shareChangeInWords } from './words.js';

/** The report as a person reads it. */
export function reportText(report: Report): string {
  const { health, full, today } = report;
  if (health.received === 0) return [heading(report), '', EMPTY].join('\n');
  const parts = [heading(report), freshness(health), ''];
  if (isSilent(full) && isSilent(today))
    return [...parts, 'No event happened in this period. Choose another with --from and --to.'].join('\n');
  if (full) parts.push(comparison(report, full), '');
  if (today) parts.push(soFar(today), '');
  parts.push(trend(report), '', funnel(report), '', events(report));
  if (report.topProducts.length > 0) parts.push('', products(report));
  return parts.join('\n');
}

/** An order of a day may be all that is left of it. */
const isSilent = (figures: Figures | undefined) =>
  !figures || figures.overview.events + figures.overview.sessions + figures.overview.orders === 0;

const EMPTY =
  'The warehouse is empty. Send an event to the collector (docs/quickstart.md shows how), or try the example shop with\n' +
  '"footfall up --demo"; then load what was sent: footfall etl';

function heading({ period, timeZone }: Report): string {
  const days = period.from === period.to ? period.from : `${period.from} to ${period.to}`;
  return `${days}, days of ${timeZone}${period.hasToday ? '; today is not over' : ''}. Without bots.`;
}

/** Failed runs are said, else the age of what is shown. */
function freshness(health: Health): string {
  const { seconds_since_success: seconds, last_event_at: newest } = health;
  const loaded = seconds === null ? 'No ETL run has succeeded yet' : `Loaded ${age(seconds)} ago`;
  const event = newest === null ? '' : `, newest event ${age((Date.now() - Date.parse(newest)) / 1000)} ago`;
  const failed = health.last_status === 'failed' || health.last_status === 'killed';
  const warning = failed ? ` The newest run ${health.last_status}: see footfall doctor.` : '';
  const unbalanced = health.unbalanced_hours > 0 ? ` ${counted(health.unbalanced_hours, 'hour')} do not balance.` : '';
  return `${loaded}${event}.${warning}${unbalanced}`;
}

function comparison({ period, before }: Report, { overview, revenue }: Figures): string {
  const days = period.full ? daysIn(period.full) : 0;
  const than = days === 1 ? 'the day before' : `the ${count(days)} days before`;
  const was = before?.overview;
  const figure = (name: string, key: 'visitors' | 'sessions' | 'page_views' | 'events' | 'orders') => [
    name,
    count(overview[key]),
    changeInWords(overview[key], was?.[key] ?? 0, than),
  ];
  const share = (name: string, key: 'conversion' | 'bounce_rate') => [
    name,
    percent(overview[key]),
    shareChangeInWords(overview[key], was?.[key] ?? null, than),
  ];
  const currencies = new Set([...revenue, ...(before?.revenue ?? [])].map(({ currency }) => currency));
  const net = (figures: Figures | undefined, currency: string | null) =>
    figures?.revenue.find((row) => row.currency === currency)?.net ?? 0;
  const rows = [
    figure('visitors', 'visitors'),
    figure('sessions', 'sessions'),
    figure('page views', 'page_views'),
    figure('events', 'events'),
    figure('orders', 'orders'),
    share('conversion', 'conversion'),
    share('bounce rate', 'bounce_rate'),
    ...[...currencies].map((currency) => {
      const now = net({ overview, revenue }, currency);
      const words = changeInWords(now, net(before, currency), than, (value) => money(value, currency));
      return ['net revenue', money(now, currency), words];
    }),
  ];
  return table([period.hasToday ? 'until yesterday' : 'figure', '', ''], rows);
}

function soFar({ overview, revenue }: Figures): string {
  const { visitors, sessions, orders } = overview;
  const net = revenue.map((row) => `${money(row.net, row.currency)} net`);
  return `today so far: ${[counted(visitors, 'visitor'), counted(sessions, 'session'), counted(orders, 'order'), ...net].join(', ')}`;
}

function trend({ trend: buckets, grain }: Report): string {
  const most = Math.max(...buckets.map(({ sessions }) => sessions));
  const rows = buckets.map(({ bucket, visitors, sessions, orders }) => [
    bucket.slice(0, 10),
    visitors,
    sessions,
    orders,
    bar(sessions, most),
  ]);
  return table([grain === 'day' ? 'day' : 'week of', 'visitors', 'sessions', 'orders', ''], rows);
}

function funnel({ funnel: steps }: Report): string {
  const rows = steps.map(({ step, sessions, share_of_first: share }) => [
    step,
    sessions,
    percent(share),
    bar(share ?? 0, 1),
  ]);
  return table(['from looking to buying', 'sessions', 'of the first', ''], rows);
}

function events({ topEvents }: Report): string {
  return table(
    ['most frequent events', 'count', 'of all'],
    topEvents.map(({ event_name: name, events: n, share }) => [printable(name), n, percent(share)]),
  );
}

function products({ topProducts }: Report): string {
  const rows = topProducts.map(({ product_id: id, name, views, units, revenue, currency }) => [
    printable(name ?? id),
    views,
    units,
    revenue === null ? '-' : money(revenue, currency),
  ]);
  return table(['products', 'views', 'units', 'revenue before refunds'], rows);
}
