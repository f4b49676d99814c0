import { once } from 'node:events';
import { mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake, type Lake } from '@footfall/lake';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbeddedServer } from '../../../warehouse/src/index.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import {
  compactLake,
  connectionTo,
  EtlError,
  erasePerson,
  type RunOptions,
  retainFacts,
  runEtl,
  sweepErased,
  withQuarantine,
} from '../../src/index.js';
import { withConnection } from '../../src/warehouse/connections.js';
import { DEFAULT_TIMEOUTS, type Timeouts } from '../../src/warehouse/timeouts.js';
import { lakeLine, newId, putLines } from '../helpers/events.js';

/** More than a batch takes, so that a run has several transactions. */
const OBJECTS = 1500;
const logger = pino({ level: 'silent' });
let warehouse: TestWarehouse;
let server: EmbeddedServer;
let folder: string;
let lake: FolderLake;
let sent: number;

beforeAll(async () => {
  warehouse = await startTestWarehouse();
  server = warehouse.server;
  folder = await mkdtemp(join(tmpdir(), 'footfall-trouble-'));
  lake = new FolderLake(folder);
  const ids = Array.from({ length: OBJECTS }, newId);
  sent = ids.length;
  for (const [i, eventId] of ids.entries()) {
    const neighbour = ids[(i + 700) % OBJECTS]; // each event is in two objects
    await putLines(lake, `part-${String(i).padStart(4, '0')}`, [
      lakeLine({ eventId, sessionId: `s${i % 40}` }),
      lakeLine({ eventId: neighbour, sessionId: `s${((i + 700) % OBJECTS) % 40}` }),
    ]);
  }
});
afterAll(async () => {
  await server.stop();
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => warehouse.empty());

const start = () =>
  startEmbeddedServer({
    dataDir: join(warehouse.folder, 'postgres'),
    logFile: join(warehouse.folder, 'postgres.log'),
    port: warehouse.port,
    superuserPassword: new URL(warehouse.server.adminUrl).password,
  });
const run = (options: Partial<RunOptions> = {}, timeouts: Partial<Timeouts> = {}) =>
  runEtl({
    lake,
    logger,
    databaseUrl: connectionTo(warehouse.url('footfall_etl'), { ...DEFAULT_TIMEOUTS, ...timeouts }),
    ...options,
  });
const trouble = (options?: Partial<RunOptions>, timeouts?: Partial<Timeouts>): Promise<EtlError> =>
  run(options, timeouts).then(
    () => expect.fail('the run succeeded'),
    (error) => {
      expect(error).toBeInstanceOf(EtlError);
      return error;
    },
  );

/** The next run goes on, and the tables are what they would be had nothing happened. */
async function expectNothingLostOrDoubled(): Promise<void> {
  expect(await run()).toMatchObject({ isComplete: true });
  const [table] = await warehouse.query(`
    select (select count(*)::int from clickstream_events) as events,
      (select sum(event_count)::int from sessions) as in_sessions,
      (select count(*)::int from sessions) as sessions,
      (select count(*)::int from etl_objects) as objects,
      (select count(*)::int from etl_touched) as touched,
      (select bool_and(is_balanced) from dash.balance) as is_balanced`);
  expect(table).toEqual({
    events: sent,
    in_sessions: sent,
    sessions: 40,
    objects: OBJECTS,
    touched: 0,
    is_balanced: true,
  });
}

/** The lake; before it gives an object of the second batch, something happens. */
function lakeWith(happening: () => Promise<unknown>): Lake {
  let happened: Promise<unknown> | undefined;
  return {
    url: lake.url,
    put: (...args) => lake.put(...args),
    replace: (...args) => lake.replace(...args),
    remove: (key) => lake.remove(key),
    list: (prefix) => lake.list(prefix),
    probe: () => lake.probe(),
    get: async (key) => {
      if (key.includes('part-12')) {
        happened ??= happening();
        await happened;
      }
      return lake.get(key);
    },
  };
}

it('a warehouse that is stopped: the run says so, and the next one loads what has waited', async () => {
  await server.stop();
  const error = await trouble();
  server = await start();
  expect(error.message).toMatch(/cannot be reached.*next run goes on.*ECONNREFUSED/);
  await expectNothingLostOrDoubled();
});

it('a warehouse that is restarted in the middle of a run', async () => {
  const error = await trouble({
    lake: lakeWith(async () => {
      await server.stop();
      server = await start();
    }),
  });
  expect(error.message).toMatch(/broke: it was stopped, restarted or cut off|starting or stopping/);
  expect(await warehouse.query('select count(*)::int as n from etl_objects')).not.toEqual([{ n: OBJECTS }]);
  await expectNothingLostOrDoubled();
  const runs = await warehouse.query('select status from etl_runs order by run_id');
  expect(runs.map(({ status }) => status)).toEqual(['killed', 'succeeded']);
});

it('a connection that is cut off in the middle of a run', async () => {
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'footfall etl' and usename = current_user`;
  expect((await trouble({ lake: lakeWith(() => warehouse.query(cut)) })).message).toMatch(/broke/);
  await expectNothingLostOrDoubled();
});

it('a warehouse that is away, for whatever works on it', async () => {
  const parts = { lake, logger, databaseUrl: 'postgres://footfall_etl@127.0.0.1:1/nowhere' };
  const again = /cannot be reached.* What is done stays done: run the same command again/;
  await expect(erasePerson({ ...parts, person: { kind: 'client', id: 'ann' }, ranBy: 'tester' })).rejects.toThrow(
    again,
  );
  await expect(sweepErased(parts)).rejects.toThrow(again);
  await expect(compactLake({ ...parts, prefixes: [''], targetBytes: 1000 })).rejects.toThrow(/cannot be reached/);
  await expect(withQuarantine(parts, async () => {})).rejects.toThrow(/cannot be reached/);
  await expect(retainFacts(parts)).rejects.toThrow(/cannot be reached/);
});

it('a single connection that waits no longer than those of a run do, and has a name', async () => {
  const said = await withConnection(
    { databaseUrl: warehouse.url('footfall_etl'), logger },
    { name: 'footfall x' },
    (client) =>
      client.query(`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      current_setting('tcp_keepalives_idle')::int as probed, current_setting('application_name') as name`),
  );
  expect(said.rows).toEqual([{ statement: '15min', lock: '2min', probed: 60, name: 'footfall x' }]);
});

it('a warehouse without a free connection', async () => {
  await warehouse.rest();
  const clients: pg.Client[] = [];
  try {
    for (;;) {
      const client = new pg.Client({ connectionString: warehouse.url('footfall_etl') });
      client.on('error', () => {});
      await client.connect();
      clients.push(client);
    }
  } catch (error) {
    expect((error as pg.DatabaseError).code).toBe('53300');
  }
  const error = await trouble();
  await Promise.all(clients.map((client) => client.end()));
  expect(error.message).toMatch(/no free connection.*max_connections.*next run goes on/);
  await expectNothingLostOrDoubled();
});

it('a full disk', async () => {
  // /dev/full gives "no space left" for each write, as a full disk does.
  const [table] = await warehouse.query(`select pg_relation_filepath('clickstream_events') as path`);
  const file = join(warehouse.folder, 'postgres', table?.path);
  await rename(file, `${file}.aside`);
  await symlink('/dev/full', file);
  const error = await trouble().finally(async () => {
    await rm(file);
    await rename(`${file}.aside`, file);
  });
  expect(error.message).toMatch(/disk of the warehouse is full.*next run goes on/);
  const [failed] = await warehouse.query('select status, error from etl_runs order by run_id desc limit 1');
  expect(failed).toMatchObject({ status: 'failed', error: expect.stringContaining('disk of the warehouse is full') });
  await expectNothingLostOrDoubled();
});

it('another loader that does not let go, and a statement without end', async () => {
  const holder = new pg.Client({ connectionString: warehouse.url('footfall_etl') });
  await holder.connect();
  await holder.query('select pg_advisory_lock(1282367844, hashtext(current_schema()))');
  try {
    const locked = await trouble({}, { lockMs: 200 });
    expect(locked.message).toMatch(/FOOTFALL_LOCK_TIMEOUT.*next run goes on/);
    const slow = await trouble({}, { statementMs: 200, lockMs: 0 });
    expect(slow.message).toMatch(/FOOTFALL_STATEMENT_TIMEOUT/);
  } finally {
    await holder.end();
  }
  await expectNothingLostOrDoubled();
});

it('a server that takes the connection and never answers', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  try {
    const url = `postgres://footfall_etl:x@127.0.0.1:${port}/clickstream_dw`;
    const databaseUrl = connectionTo(url, { ...DEFAULT_TIMEOUTS, connectMs: 200 });
    expect((await trouble({ databaseUrl })).message).toMatch(/cannot be reached/);
  } finally {
    silent.close();
  }
});

it('a warehouse whose schema is older than the ETL', async () => {
  await warehouse.query('alter table etl_objects rename to etl_objects_old', [], 'footfall_owner');
  const error = await trouble();
  await warehouse.query('alter table etl_objects_old rename to etl_objects', [], 'footfall_owner');
  expect(error.message).toMatch(/footfall migrate/);
});

it('limits and keepalive reach the server', async () => {
  const client = new pg.Client(connectionTo(warehouse.url('footfall_etl')));
  await client.connect();
  try {
    const { rows } = await client.query(`select name || '=' || setting as setting from pg_settings where name in
      ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'tcp_keepalives_idle') order by 1`);
    expect(rows.map(({ setting }) => setting)).toEqual([
      'idle_in_transaction_session_timeout=300000',
      'lock_timeout=120000',
      'statement_timeout=900000',
      'tcp_keepalives_idle=60',
    ]);
  } finally {
    await client.end();
  }
});
