import { byDay, dayIn, list, text } from './truth-view.mjs';

const addUp = (...counts) => {
  const sums = {};
  for (const some of counts) for (const [name, n] of Object.entries(some)) sums[name] = (sums[name] ?? 0) + n;
  return sums;
};
const both = (a, b) => a.map((n, i) => n + b[i]);
const EVENTS = 'public.clickstream_events';
/** Whether a bot's event is one by a rule for how visits behave. */
export const BY_BEHAVIOUR = `replace(bot_reason, 'session:', '') in ('page_rate', 'clockwork')`;

/** What stands in the facts and in the ledgers of loading. */
export const FACTS = [
  {
    figure: "the shop's zone (FOOTFALL_TIME_ZONE)",
    needs: ['dash.settings.time_zone'],
    want: (t) => t.zone,
    sql: () => 'select time_zone from dash.settings',
  },
  { figure: 'events', want: (t) => `${t.events}`, sql: () => `select count(*) from ${EVENTS}` },
  {
    figure: 'events by name',
    want: (t) => text(addUp(t.all.eventsByName, t.server.eventsByName)),
    sql: () => list(`select event_name as k, count(*) as n from ${EVENTS} group by 1`),
  },
  {
    figure: 'events by UTC hour',
    want: (t) => {
      const hours = both(t.all.eventsByHour, t.server.eventsByHour);
      const start = Date.parse(t.start);
      return text(
        Object.fromEntries(hours.map((n, i) => [new Date(start + i * 3_600_000).toISOString().slice(0, 13), n])),
      );
    },
    sql: () =>
      list(
        `select to_char(event_timestamp at time zone 'UTC', 'YYYY-MM-DD"T"HH24') as k, count(*) as n from ${EVENTS} group by 1`,
      ),
  },
  {
    figure: "events by day of the shop's zone",
    want: (t) => byDay(t, both(t.all.eventsByDay, t.server.eventsByDay)),
    sql: (t) => list(`select ${dayIn(t, 'event_timestamp')} as k, count(*) as n from ${EVENTS} group by 1`),
  },
  { figure: 'clients', want: (t) => `${t.all.visitors}`, sql: () => `select count(distinct client_id) from ${EVENTS}` },
  {
    figure: 'clients by day',
    want: (t) => byDay(t, t.all.visitorsByDay),
    sql: (t) =>
      list(`select ${dayIn(t, 'event_timestamp')} as k, count(distinct client_id) as n from ${EVENTS} group by 1`),
  },
  {
    figure: 'page views by path',
    want: (t) => text(t.all.pageViewsByPath),
    sql: () => list(`select page_path as k, count(*) as n from ${EVENTS} where event_name = 'page_view' group by 1`),
  },
  {
    figure: 'product views while sold out',
    want: (t) => text(t.all.soldOutViews),
    sql: () =>
      list(
        `select context_product_id as k, count(*) as n from ${EVENTS}
         where event_name = 'product_view' and properties ->> 'inStock' = 'false' group by 1`,
      ),
  },
  {
    figure: 'events whose time was impossible',
    want: (t) => `${t.happened.suspectEvents}`,
    sql: () => `select count(*) from ${EVENTS} where clock_suspect`,
  },
  {
    figure: 'events of bots by reason',
    want: (t) => {
      const { programs, scrapers } = t.kinds;
      const behaviour = t.markedKinds.includes('scrapers') ? scrapers.events : 0;
      return text({ user_agent: t.markedKinds.includes('programs') ? programs.events : 0, behaviour });
    },
    // rules have names of their own, and a visit lends its events what is said of it; here there are two kinds
    sql: () =>
      list(
        `select case when ${BY_BEHAVIOUR} then 'behaviour' else 'user_agent' end as k, count(*) as n
         from ${EVENTS} where is_bot group by 1`,
      ),
  },
  {
    figure: 'lines received, loaded, duplicate, rejected',
    lake: true,
    want: (t) => `${t.lines.events + t.lines.rejected} ${t.events} ${t.lines.duplicates} ${t.lines.rejected}`,
    sql: () =>
      "select concat_ws(' ', sum(received), sum(loaded), sum(duplicate), sum(rejected)) from public.etl_objects",
  },
  {
    figure: 'hours that do not balance',
    want: () => '0',
    sql: () => 'select count(*) from dash.balance where not is_balanced',
  },
  {
    figure: 'refused by reason',
    lake: true,
    want: (t) => text(t.refused),
    sql: () => list('select reason as k, count(*) as n from public.rejected_events group by 1'),
  },
  {
    figure: 'lost events by day of their session',
    want: (t) => byDay(t, t.lost.byDay),
    sql: (t) =>
      list(
        `select ${dayIn(t, 'started_at')} as k, sum(lost) as n
         from (
           select min(event_timestamp) as started_at, max(sequence) + 1 - count(distinct sequence) as lost
           from ${EVENTS} where session_id is not null group by session_id
         ) as s group by 1`,
      ),
  },
];
