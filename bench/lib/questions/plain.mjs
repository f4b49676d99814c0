import { dayBefore } from './catalogue.mjs';

const period = ({ to, days }) =>
  `e.event_timestamp >= '${dayBefore(to, days - 1)}'::date and e.event_timestamp < '${dayBefore(to, -1)}'::date and not e.is_bot`;
const asked =
  (name, more = '') =>
  ({ to, days }) =>
    `select * from dash.${name}('${dayBefore(to, days - 1)}', '${to}'${more})`;

/** Questions that can be asked of events alone, too; the plain ones know no corrections, joined people or rebuilt sessions. */
export const PLAIN_QUESTIONS = [
  {
    what: 'key figures',
    modelled: asked('key_figures'),
    plain: (given) => `
      select count(distinct client_id), count(distinct session_id), count(*) filter (where event_name = 'page_view'),
        count(distinct order_id), sum(order_total)
      from public.clickstream_events as e where ${period(given)}`,
  },
  {
    what: 'funnel by session',
    modelled: asked('shop_funnel'),
    plain: (given) => `
      select count(*) filter (where v), count(*) filter (where v and a), count(*) filter (where v and a and c),
        count(*) filter (where v and a and c and o)
      from (
        select bool_or(event_name = 'product_view') as v, bool_or(event_name = 'add_to_cart_click') as a,
          bool_or(event_name = 'checkout_start') as c, bool_or(event_name = 'checkout_complete') as o
        from public.clickstream_events as e where ${period(given)} group by session_id
      ) as s`,
  },
  {
    what: 'products',
    modelled: asked('products'),
    plain: (given) => `
      select context_product_id, count(*) filter (where event_name = 'product_view'),
        count(distinct client_id) filter (where event_name = 'product_view'),
        count(*) filter (where event_name = 'add_to_cart_click'), count(*) filter (where event_name = 'remove_from_cart_click')
      from public.clickstream_events as e where ${period(given)} and context_product_id is not null group by 1`,
  },
  {
    what: 'trend by day',
    modelled: asked('trend'),
    plain: (given) => `
      select date_trunc('day', event_timestamp), count(*), count(distinct client_id), count(distinct session_id)
      from public.clickstream_events as e where ${period(given)} group by 1`,
  },
];
