import type pg from 'pg';
import { EVENT_COLUMNS } from '../events/columns.js';
import { mayChange } from '../warehouse/loader-lock.js';
import { copyRows, type PlacedRow } from './copy-rows.js';
import type { RowKeys } from './load-row.js';
import type { Touched } from './touched.js';

const KEYS = (table: string) =>
  `${table}.event_name as "eventName", ${table}.client_id as "clientId", ${table}.session_id as "sessionId",
   ${table}.order_id as "orderId", ${table}.cart_id as "cartId", ${table}.event_timestamp as "happenedAt", ${table}.is_bot as "isBot"`;

/** A row's order among those of its event; the object that it came from says nothing of the event. */
const ORDER = (table: string) => `${table}.received_at, (to_jsonb(${table}) - 'ingest_object')::text collate "C"`;

const CHANGED_COLUMNS = EVENT_COLUMNS.filter((column) => column !== 'event_id');

/**
 * Decides between contents of the same event by the time of receipt, then by the content itself: so the facts do not depend on
 * the order of loading, and a rebuild gives the same. The row keeps the object that brought the event first.
 */
export async function settleContested(client: pg.Client, rows: PlacedRow[], touched: Touched): Promise<void> {
  await mayChange(client);
  await client.query(
    'create temporary table if not exists etl_contested (like clickstream_events) on commit delete rows',
  );
  await copyRows(client, 'etl_contested', rows);
  await client.query(
    `delete from etl_contested where ctid not in (
       select distinct on (c.event_id) c.ctid
       from etl_contested as c
       inner join clickstream_events as e on e.event_id = c.event_id and (${ORDER('c')}) < (${ORDER('e')})
       order by c.event_id, ${ORDER('c')}
     )`,
  );
  const before = await client.query<RowKeys>(
    `select ${KEYS('e')} from clickstream_events as e inner join etl_contested as c on c.event_id = e.event_id`,
  );
  const after = await client.query<RowKeys>(
    `update clickstream_events as e set ${CHANGED_COLUMNS.map((column) => `${column} = c.${column}`).join(', ')}
     from etl_contested as c where c.event_id = e.event_id
     returning ${KEYS('e')}`,
  );
  for (const keys of before.rows) touched.went(keys);
  for (const keys of after.rows) touched.came(keys);
  await client.query('delete from etl_contested');
}
