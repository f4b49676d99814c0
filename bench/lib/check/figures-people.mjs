import { list, text } from './truth-view.mjs';

/** What was searched for, of the visitors that dashboards show. */
function searches(t, figure, keyOf) {
  const cells = {};
  for (const search of t.searches) {
    if (t.markedKinds.includes(search.kind)) continue;
    const key = keyOf(search);
    cells[key] = (cells[key] ?? 0) + search[figure];
  }
  return text(cells);
}

const perDay = ({ day, query }) => `${day} ${query}`;
const searchDaily = (figure, column) => ({
  figure: `searches by query and day: ${figure}`,
  needs: [`public.search_daily.${column}`],
  want: (t) => searches(t, figure, perDay),
  sql: () => list(`select day || ' ' || query as k, sum(${column}) as n from public.search_daily group by 1`),
});

/** Searches, and who is who. */
export const PEOPLE_FIGURES = [
  {
    figure: 'searches by query',
    want: (t) => searches({ ...t, markedKinds: [] }, 'searches', ({ query }) => query),
    sql: () =>
      list(
        `select search_query as k, count(*) as n from public.clickstream_events where event_name = 'search' group by 1`,
      ),
  },
  {
    figure: 'searches that found nothing, by query',
    want: (t) => searches({ ...t, markedKinds: [] }, 'zeroResults', ({ query }) => query),
    sql: () =>
      list(
        `select search_query as k, count(*) as n from public.clickstream_events
         where event_name = 'search' and search_results = 0 group by 1`,
      ),
  },
  searchDaily('searches', 'searches'),
  searchDaily('zeroResults', 'zero_results'),
  searchDaily('clicks', 'clicks'),
  {
    figure: 'client and user: pairs, clients of several users, users, users of several clients',
    needs: ['public.identities.client_id', 'public.identities.user_id'],
    want: ({ identities: i }) => `${i.pairs} ${i.sharedClients} ${i.users} ${i.usersWithSeveralClients}`,
    sql: () => `
      with pairs as (select distinct client_id, user_id from public.identities),
      clients as (select client_id, count(*) as n from pairs group by 1),
      users as (select user_id, count(*) as n from pairs group by 1)
      select concat_ws(' ',
        (select count(*) from pairs), (select count(*) filter (where n > 1) from clients),
        (select count(*) from users), (select count(*) filter (where n > 1) from users))`,
  },
  {
    figure: 'client and user in the facts: pairs',
    want: (t) => `${t.identities.pairs}`,
    sql: () =>
      `select count(distinct (client_id, user_id)) from public.clickstream_events
       where client_id is not null and user_id is not null`,
  },
];
