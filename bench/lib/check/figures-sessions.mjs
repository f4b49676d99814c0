import { byDay, dayIn, list, text } from './truth-view.mjs';

const SESSIONS = 'public.sessions';
const count = (where) => () => `select count(*) from ${SESSIONS} where ${where}`;
const by = (column) => () => list(`select ${column} as k, count(*) as n from ${SESSIONS} group by 1`);

/** One row a visit. */
export const SESSION_FIGURES = [
  { figure: 'sessions', want: (t) => `${t.all.sessions}`, sql: count('true') },
  {
    figure: 'sessions that dashboards show, by day',
    want: (t) => byDay(t, t.shown.sessionsByDay),
    sql: (t) =>
      list(`select ${dayIn(t, 'started_at')} as k, count(*) as n from ${SESSIONS} where not is_bot group by 1`),
  },
  {
    figure: 'bounced sessions by day',
    want: (t) => byDay(t, t.all.bouncedByDay),
    sql: (t) =>
      list(`select ${dayIn(t, 'started_at')} as k, count(*) as n from ${SESSIONS} where is_bounce group by 1`),
  },
  {
    figure: 'sessions made from silence',
    want: (t) => `${t.all.derivedSessions}`,
    sql: count('is_derived'),
  },
  {
    figure: 'sessions of somebody signed in',
    want: (t) => `${t.all.signedInSessions}`,
    sql: count("user_login_state = 'logged_in'"),
  },
  {
    figure: 'engaged milliseconds',
    want: (t) => `${t.all.engagedMs}`,
    sql: () => `select (sum(engaged_seconds) * 1000)::bigint from ${SESSIONS}`,
  },
  { figure: 'sessions by channel', want: (t) => text(t.all.sessionsByChannel), sql: by('channel') },
  { figure: 'sessions by device', want: (t) => text(t.all.sessionsByDevice), sql: by('device_type'), agent: true },
  { figure: 'sessions by country', want: (t) => text(t.all.sessionsByCountry), sql: by('country'), country: true },
  { figure: 'sessions by site', want: (t) => text(t.all.sessionsBySite), sql: by('site') },
  { figure: 'sessions by entry page', want: (t) => text(t.all.entriesByPath), sql: by('entry_page_path') },
  { figure: 'sessions by exit page', want: (t) => text(t.all.exitsByPath), sql: by('exit_page_path') },
  { figure: 'sessions with a product view', want: (t) => `${t.all.sessionsWith.view}`, sql: count('has_product_view') },
  { figure: 'sessions with an add', want: (t) => `${t.all.sessionsWith.add}`, sql: count('has_add_to_cart') },
  { figure: 'sessions with a checkout', want: (t) => `${t.all.sessionsWith.checkout}`, sql: count('has_checkout') },
  { figure: 'sessions with a purchase', want: (t) => `${t.all.sessionsWith.purchase}`, sql: count('has_purchase') },
];
