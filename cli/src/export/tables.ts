/** What is exported: each table with the SQL of the day that its rows belong to, in UTC but for rollups. `t` is the table. */
export const EXPORTED_TABLES: readonly { table: string; day: string }[] = [
  { table: 'clickstream_events', day: `(t.event_timestamp at time zone 'UTC')::date` },
  { table: 'sessions', day: `(t.started_at at time zone 'UTC')::date` },
  { table: 'orders', day: `(t.ordered_at at time zone 'UTC')::date` },
  {
    table: 'order_items',
    day: `(select (o.ordered_at at time zone 'UTC')::date from orders as o where o.order_id = t.order_id)`,
  },
  { table: 'refunds', day: `(t.refunded_at at time zone 'UTC')::date` },
  { table: 'page_views', day: `(t.viewed_at at time zone 'UTC')::date` },
  { table: 'searches', day: `(t.searched_at at time zone 'UTC')::date` },
  { table: 'carts', day: `(t.opened_at at time zone 'UTC')::date` },
  // their days are the shop's own
  ...[
    'hourly',
    'daily',
    'event_daily',
    'page_daily',
    'product_daily',
    'category_daily',
    'search_daily',
    'funnel_daily',
  ].map((table) => ({
    table,
    day: 't.day',
  })),
];
