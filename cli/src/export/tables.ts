/** What is exported: each table with the SQL of the UTC time, or the day, that its rows belong to. `t` is the table. */
export const EXPORTED_TABLES: readonly { table: string; day: string }[] = [
  { table: 'clickstream_events', day: `(t.event_timestamp at time zone 'UTC')::date` },
  { table: 'sessions', day: `(t.started_at at time zone 'UTC')::date` },
  { table: 'orders', day: `(t.ordered_at at time zone 'UTC')::date` },
  {
    table: 'order_items',
    day: `(select (o.ordered_at at time zone 'UTC')::date from orders as o where o.order_id = t.order_id)`,
  },
];
