import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedServer, freePort, migrate, provisionDatabase, startEmbeddedServer } from '../../src/index.js';

/** A real PostgreSQL with a migrated warehouse, for one test file. */
export interface TestWarehouse {
  server: EmbeddedServer;
  port: number;
  folder: string;
  url(role: 'footfall_owner' | 'footfall_etl' | 'footfall_dash' | 'footfall_analyst'): string;
  /** Rows of a query, as a role; footfall_etl unless told otherwise. */
  query<Row extends pg.QueryResultRow>(
    sql: string,
    values?: unknown[],
    role?: Parameters<TestWarehouse['url']>[0],
  ): Promise<Row[]>;
  /** Ends the connections of `query`, which else stay for a second, for a test that counts connections. */
  rest(): Promise<void>;
  /** Empties facts, models and ledgers. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server of its own in a temporary folder on a free port. @param postgresPackage for another version of PostgreSQL */
export async function startTestWarehouse(postgresPackage?: string): Promise<TestWarehouse> {
  const folder = await mkdtemp(join(tmpdir(), 'footfall-warehouse-'));
  const port = await freePort();
  const password = randomBytes(12).toString('base64url');
  const options = {
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    port,
    superuserPassword: password,
    ...(postgresPackage && { postgresPackage }),
  };
  const server = await startEmbeddedServer(options);
  await provisionDatabase(server.adminUrl, 'clickstream_dw', {
    owner: password,
    etl: password,
    dash: password,
    analyst: password,
  });
  const url: TestWarehouse['url'] = (role) => `postgres://${role}:${password}@127.0.0.1:${port}/clickstream_dw`;
  await migrate(url('footfall_owner'));
  const pools = new Map<string, pg.Pool>();
  const query: TestWarehouse['query'] = async (sql, values = [], role = 'footfall_etl') => {
    const pool = pools.get(role) ?? new pg.Pool({ connectionString: url(role), idleTimeoutMillis: 1000 });
    // a test may end the server under it: the next query says so
    if (!pools.has(role))
      pools.set(
        role,
        pool.on('error', () => {}),
      );
    return (await pool.query(sql, values)).rows as never;
  };
  const rest = async () => {
    const ending = [...pools.values()];
    pools.clear();
    for (const pool of ending) await pool.end();
  };
  return {
    server,
    port,
    folder,
    url,
    query,
    rest,
    empty: async () => {
      await query(
        `truncate public.clickstream_events, public.sessions, public.orders, public.order_items, public.etl_runs,
         public.etl_objects, public.rejected_events, public.etl_touched, public.etl_compacted, public.quarantine_retries,
         public.etl_day_changes, public.restatements, public.user_agents, public.erasures, public.erased_subjects,
         public.erased_lines, public.stale_days, public.carts, public.product_daily, public.category_daily,
         public.product_list_daily, public.product_prices, public.product_visits, public.event_letters, public.page_views, public.page_daily, public.refunds,
         public.order_conflicts, public.hourly, public.daily, public.event_daily, public.funnel_daily, public.visit_cells, public.visit_days, public.quarter_events, public.other_paths, public.page_view_days, public.clients, public.sign_ins,
         public.identities, public.searches, public.search_daily,
         public.instance_status, public.fact_drops, public.dropped_events`,
        [],
        'footfall_owner',
      );
    },
    stop: async () => {
      await rest();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
