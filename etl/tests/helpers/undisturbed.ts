import {
  compareSchemas,
  dataTables,
  migrate,
  provisionDatabase,
  type TableComparison,
  withClient,
} from '@footfall/warehouse';
import type { TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';

/** A second database on the server of a test's warehouse: to hold what an undisturbed load gives. */
export interface SecondWarehouse {
  url(role: 'footfall_owner' | 'footfall_etl'): string;
  /** Empties facts, models and ledgers. */
  empty(): Promise<void>;
}

/** Makes it, with the same logins. */
export async function addWarehouse(warehouse: TestWarehouse, name: string): Promise<SecondWarehouse> {
  const url: SecondWarehouse['url'] = (role) => warehouse.url(role).replace(/[^/]*$/, name);
  const { password } = new URL(url('footfall_owner'));
  await provisionDatabase(warehouse.server.adminUrl, name, { owner: password, etl: password, dash: password });
  await migrate(url('footfall_owner'));
  const empty = () =>
    withClient(url('footfall_owner'), async (client) => {
      await client.query(`truncate ${(await dataTables(client)).map((table) => `public.${table}`).join(', ')}`);
    });
  return { url, empty };
}

/** The names of objects follow their compaction; what is in them is compared by `ledgerOf`. */
const BY_OBJECT = ['etl_objects', 'etl_compacted', 'rejected_events'];

/** Tables of a warehouse and another one that are not equal by the checksums of a verification, and how they differ. */
export async function differingTables(ours: string, theirs: string): Promise<TableComparison[]> {
  return withClient(ours, (mine) =>
    withClient(theirs, async (other) => {
      for (const client of [mine, other]) await client.query('begin; set local search_path = public');
      const { compared } = await compareSchemas({ ours: mine, rebuilt: other });
      return compared.filter(({ table, isEqual }) => !isEqual && !BY_OBJECT.includes(table));
    }),
  );
}

/** What the ledger says of all lines, and the refused ones by the place where they stood first. */
export async function ledgerOf(url: string): Promise<unknown[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      `with refused as (
         select coalesce(r.origin_key, o.object_key) || ':' || coalesce(r.origin_line, r.line_number) as place, r.reason, r.raw
         from rejected_events as r
         inner join etl_objects as o on o.object_id = r.object_id
       )
       select
         (select jsonb_build_array(sum(received), sum(loaded), sum(duplicate), sum(rejected), sum(erased)) from etl_objects) as sums,
         (select bool_and(received = loaded + duplicate + rejected + erased) from etl_objects) as is_balanced,
         (select count(*)::int from clickstream_events) as facts,
         (select count(*)::int from etl_touched) as touched,
         (select jsonb_agg(refused order by place, reason) from refused) as refused`,
    );
    return rows;
  });
}
