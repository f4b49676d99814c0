import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { FolderLake } from '@footfall/lake';
import { dumpSchema, migrate, withClient } from '@footfall/warehouse';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, type RebuildOptions, rebuildWarehouse, runEtl } from '../../src/index.js';
import { lakeLine, putLines } from '../helpers/events.js';
import { putPieces, randomLines, randomOf, shuffled } from '../helpers/random-lake.js';

let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await warehouse.empty();
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'footfall-rebuild-'));
  lake = new FolderLake(folder);
});

const logger = pino({ level: 'silent' });
const load = (prefix?: string) =>
  runEtl({
    lake,
    databaseUrl: warehouse.url('footfall_etl'),
    logger,
    ...(prefix && { scope: { label: prefix, prefixes: [prefix], isExact: true } }),
  });
const compact = () =>
  compactLake({ lake, databaseUrl: warehouse.url('footfall_etl'), logger, prefixes: [''], targetBytes: 1024 * 1024 });
const rebuild = (options: Partial<RebuildOptions> = {}) =>
  rebuildWarehouse({ lake, ownerUrl: warehouse.url('footfall_owner'), logger, ...options });
const verify = async () => {
  const { comparison } = await rebuild({ isVerification: true });
  return comparison as NonNullable<typeof comparison>;
};
const asOwner = (sql: string) => warehouse.query(sql, [], 'footfall_owner');
const dump = () => withClient(warehouse.url('footfall_owner'), dumpSchema);
const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;

/** What a comparison found, in words. */
const unequal = async () =>
  (await verify()).tables
    .filter((table) => !table.isEqual)
    .flatMap(({ table, differences }) =>
      differences.map((d) => [table, d.kind, d.columns.join(), d.day, d.key].join(' | ')),
    );

/** As loaders take it, beside the schema. */
const LOADER_LOCK = 0x4c6f6164;
const ID = '0199c0de-0000-7000-8000-0000000abcde';
const OTHER_ID = '0199c0de-0000-7000-8000-0000000abcdf';

/** One object with a page, an order of one line, and a line that is refused; loaded. */
async function putSmall(): Promise<void> {
  const order = { id: 'order-1', total: 10, currency: 'EUR', items: [{ id: 'p', price: 5, quantity: 2 }] };
  await putLines(lake, 'a', [
    lakeLine({ eventId: ID }),
    lakeLine({ eventName: 'product_view' }),
    lakeLine({ eventName: 'checkout_complete', order }),
    { noName: 1, _ingest: { receivedAt: '2026-11-22T15:00:00Z' } },
  ]);
  await load();
}

const schemas = async () =>
  (
    await warehouse.query(
      `select nspname from pg_namespace where nspname !~ '^(pg_|information_schema)' order by nspname`,
    )
  ).map((row) => row.nspname);

describe('A verification', () => {
  it.each([1, 2, 3, 4])(
    'finds no difference, in whatever order and pieces the lake was loaded (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const keys = await putPieces(lake, randomLines(random, 400), random);
      const refused = { reason: 'a: b', event: { a: 1 }, _ingest: { receivedAt: '2026-11-22T15:00:00Z' } };
      await putLines(lake, 'refused', [refused, refused], 'rejected');
      for (const key of shuffled(keys, random)) {
        if (random() < 0.7) await load(key);
        if (random() < 0.1) await compact();
      }
      await load();
      expect(await unequal()).toEqual([]);
      const { tables, skipped, isEqual } = await verify();
      expect(isEqual).toBe(true);
      expect(tables.map(({ table }) => table)).toEqual(
        expect.arrayContaining([
          'clickstream_events',
          'etl_objects',
          'order_items',
          'orders',
          'rejected_events',
          'sessions',
        ]),
      );
      expect(tables.every(({ rows, rebuiltRows }) => rows === rebuiltRows)).toBe(true);
      expect(skipped.every(({ why }) => why.length > 10)).toBe(true);
    },
  );

  it.each([
    [
      'a fact that is missing',
      `delete from clickstream_events where event_id = '${ID}'`,
      [`clickstream_events | only in the lake |  | 2026-11-22 | ${ID}`],
    ],
    [
      'a fact that was changed',
      `update clickstream_events set page_path = '/forged' where event_id = '${ID}'`,
      [`clickstream_events | changed | page_path | 2026-11-22 | ${ID}`],
    ],
    [
      'a fact too many',
      `create temporary table one as select * from clickstream_events where event_id = '${ID}';
       update one set event_id = '${OTHER_ID}', event_timestamp = '2026-11-20T10:00Z';
       insert into clickstream_events select * from one`,
      [`clickstream_events | only in the warehouse |  | 2026-11-20 | ${OTHER_ID}`],
    ],
    [
      'a session that is stale',
      `update sessions set event_count = 1 where session_id = 'session-1'`,
      ['sessions | changed | event_count | 2026-11-22 | session-1'],
    ],
    [
      'a wrong total of an order',
      `update orders set total = 11 where order_id = 'order-1'`,
      ['orders | changed | total | 2026-11-22 | order-1'],
    ],
    [
      'an order line that is missing',
      `delete from order_items where order_id = 'order-1'`,
      ['order_items | only in the lake |  | 2026-11-22 | ["order-1", 1]'],
    ],
    [
      'a refused line that is missing',
      'delete from rejected_events',
      ['rejected_events | only in the lake |  | 2026-11-22 | ["events/2026/11/22/15/a.ndjson.gz", 4]'],
    ],
    [
      'a line that was counted wrongly',
      'update etl_objects set received = received + 1, rejected = rejected + 1',
      ['etl_objects | changed | received,rejected | 2026-11-22 | events/2026/11/22/15/a.ndjson.gz'],
    ],
  ])('finds %s, and says where', async (_what, tampering, found) => {
    await putSmall();
    expect(await unequal()).toEqual([]);
    await asOwner(tampering);
    expect(await unequal()).toEqual(found);
    expect((await verify()).isEqual).toBe(false);
  });

  it('leaves the warehouse alone, and nothing behind', async () => {
    await putSmall();
    await asOwner(`update orders set total = 11`);
    const before = await one('select max(run_id) from etl_runs');
    await verify();
    expect(await one('select total from orders')).toBe('11');
    expect(await one('select max(run_id) from etl_runs')).toBe(before);
    expect(await schemas()).toEqual(['dash', 'public']);
  });

  it('does not take for a difference what has not been loaded yet', async () => {
    await putSmall();
    await putLines(lake, 'later', [lakeLine({})]);
    expect(await unequal()).toEqual([]);
    // nor what a run beside it loads
    let hasLoaded = false;
    const { comparison } = await rebuild({
      isVerification: true,
      onProgress: ({ phase }) => {
        if (phase !== 'loading' || hasLoaded) return;
        hasLoaded = true;
        void load();
      },
    });
    expect(comparison?.isEqual).toBe(true);
  });
});

describe('A rebuild', () => {
  it('replaces what was wrong, and keeps what only the ledger knows', async () => {
    await putSmall();
    await load(); // a run that found nothing
    const runs = await warehouse.query('select * from etl_runs order by run_id');
    const [object] = await warehouse.query('select max(object_id)::int as id from etl_objects');
    await asOwner(
      `insert into quarantine_retries (object_key, line_number, attempts, outcome) values ('x', 1, 3, 'dropped');
       delete from clickstream_events where event_id = '${ID}'; update orders set total = 11; alter table etl_runs alter run_id restart with 5000`,
    );
    const schema = await dump();
    expect(await rebuild()).toMatchObject({ isComplete: true, objects: 1, received: 4, loaded: 3, rejected: 1 });
    expect(await dump()).toBe(schema); // keys, indexes, comments, rights
    expect((await verify()).isEqual).toBe(true);
    expect(await one('select total from orders')).toBe('10');
    expect(await one(`select count(*)::int from clickstream_events where event_id = '${ID}'`)).toBe(1);
    expect(await warehouse.query('select * from etl_runs where run_id < 5000 order by run_id')).toEqual(runs);
    expect(await warehouse.query(`select attempts, outcome from quarantine_retries where object_key = 'x'`)).toEqual([
      { attempts: 3, outcome: 'dropped' },
    ]);
    // numbers go on, so that no reader takes the new data for data that it has kept
    expect(await one<number>('select min(object_id)::int from etl_objects')).toBeGreaterThan(object?.id);
    expect(await load()).toMatchObject({ objects: 0 });
    await putLines(lake, 'b', [lakeLine({})]);
    const { runId } = await load();
    expect(Number(runId)).toBeGreaterThan(5000);
    expect(await schemas()).toEqual(['dash', 'public']);
  });

  it('shows readers the old warehouse or the new one, never a mix and never an error', async () => {
    await putPieces(lake, randomLines(randomOf(7), 1500), randomOf(7));
    await load();
    await asOwner(
      `delete from clickstream_events where event_name = 'search'; delete from sessions where event_count = 1;
       update orders set total = 1`,
    );
    const look = `select (select count(*) from dash.events) || ' ' || (select count(*) from dash.sessions) || ' ' ||
      (select sum(total) from dash.orders) || ' ' || (select count(*) from dash.order_items) || ' ' ||
      (select received from dash.health()) as seen,
      (select sum(events) from dash.rejected_reasons('2026-11-20', '2026-12-31')) as refused`;
    const see = async () => Object.values((await warehouse.query(look, [], 'footfall_dash'))[0] ?? {}).join(' ');
    const before = await see();
    const seen = new Set<string>();
    let isDone = false;
    const readers = [1, 2, 3, 4].map(async () => {
      while (!isDone) seen.add(await see());
    });
    await rebuild();
    const after = await see();
    isDone = true;
    await Promise.all(readers);
    expect(after).not.toBe(before);
    expect([...seen].sort()).toEqual([...new Set([before, after])].sort());
  });

  it('loses nothing that runs load while it is at work, however late', async () => {
    const random = randomOf(11);
    await putPieces(lake, randomLines(random, 600), random);
    await load();
    const loads: Promise<unknown>[] = [];
    let last = '';
    await rebuild({
      onProgress: ({ phase }) => {
        if (phase === last) return;
        last = phase;
        loads.push(putLines(lake, `late-${phase}`, [lakeLine({ eventName: phase })]).then(() => load()));
      },
    });
    await Promise.all(loads);
    // without another run: it would load again what the new ledger does not know
    const phases = ['listing', 'loading', 'models', 'swapping', 'waiting'];
    const names = await warehouse.query(
      'select event_name from clickstream_events where event_name = any($1) order by 1',
      [phases],
    );
    expect(names.map((row) => row.event_name)).toEqual(phases);
    expect(await one(`select count(*)::int from etl_runs where status <> 'succeeded'`)).toBe(0);
    expect(await one('select bool_and(is_balanced) from dash.balance')).toBe(true);
    expect(await unequal()).toEqual([]);
  });

  it('has what came while it waited for a run to end', async () => {
    await putSmall();
    const loader = new pg.Client({ connectionString: warehouse.url('footfall_owner') });
    await loader.connect();
    await loader.query(`begin; select pg_advisory_xact_lock(${LOADER_LOCK}, hashtext('public'))`);
    let ending: Promise<unknown> | undefined;
    await rebuild({
      onProgress: ({ phase }) => {
        if (phase === 'waiting')
          ending ??= putLines(lake, 'late', [lakeLine({ eventName: 'late' })]).then(() => loader.query('commit'));
      },
    });
    await ending;
    await loader.end();
    expect(await one(`select count(*)::int from clickstream_events where event_name = 'late'`)).toBe(1);
    expect(await unequal()).toEqual([]);
  });

  it('that was killed at any moment leaves the warehouse as it was, or has replaced it, and the next one goes through', async () => {
    const random = randomOf(13);
    await putPieces(lake, randomLines(random, 1500), random);
    await load();
    const sums = () => one<string>(`select (select sum(total) from orders) || ' ' || (select count(*) from sessions)`);
    const right = await sums();
    const program = `import { rebuildWarehouse } from '@footfall/etl'; import { openLake } from '@footfall/lake'; import pino from 'pino';
      console.log('begins');
      await rebuildWarehouse({ lake: openLake(process.argv[1]), ownerUrl: process.argv[2], logger: pino({ level: 'silent' }) });`;
    for (let kill = 0; kill < 8; kill++) {
      await asOwner('update orders set total = 1; delete from sessions');
      const wrong = await sums();
      const child = spawn(
        process.execPath,
        ['--input-type=module', '-e', program, pathToFileURL(folder).href, warehouse.url('footfall_owner')],
        { cwd: new URL('../..', import.meta.url).pathname },
      );
      await once(child.stdout, 'data');
      await Promise.race([sleep(Math.random() * 1200), once(child, 'exit')]);
      child.kill('SIGKILL');
      expect([wrong, right]).toContain(await sums());
    }
    await asOwner('update orders set total = 1; delete from sessions');
    expect(await rebuild()).toMatchObject({ isComplete: true });
    expect(await sums()).toBe(right);
    expect(await schemas()).toEqual(['dash', 'public']);
  });

  it.each(['listing', 'loading', 'models', 'waiting', 'swapping'])(
    'told to stop while %s leaves everything as it was',
    async (phase) => {
      await putSmall();
      await asOwner('update orders set total = 11');
      const stop = new AbortController();
      const stopped = await rebuild({
        signal: stop.signal,
        onProgress: (progress) => progress.phase === phase && stop.abort(),
      });
      expect(stopped.isComplete).toBe(false);
      expect(await one('select total from orders')).toBe('11');
      expect(await schemas()).toEqual(['dash', 'public']);
    },
  );

  it('ends a statement that takes long when it is told to stop', async () => {
    await putSmall();
    const stop = new AbortController();
    const reader = new pg.Client({ connectionString: warehouse.url('footfall_owner') });
    await reader.connect();
    await reader.query(`begin; select pg_advisory_xact_lock(${LOADER_LOCK}, hashtext('public'))`); // a loader that takes long
    const rebuilding = rebuild({
      signal: stop.signal,
      onProgress: ({ phase }) => phase === 'waiting' && setTimeout(() => stop.abort(), 200),
    });
    expect((await rebuilding).isComplete).toBe(false);
    await reader.query('rollback');
    await reader.end();
  });

  it('refuses to lose what the lake has no longer, unless it is told to', async () => {
    await putSmall();
    await putLines(lake, 'b', [lakeLine({}), lakeLine({})]);
    await load();
    await lake.remove('events/2026/11/22/15/b.ndjson.gz');
    await expect(rebuild()).rejects.toThrow(/1 objects .* 2 events, .*b\.ndjson\.gz.*--allow-missing/);
    expect(await one('select count(*)::int from clickstream_events')).toBe(5);
    expect(await rebuild({ allowMissing: true })).toMatchObject({ isComplete: true, loaded: 3 });
    expect(await one('select count(*)::int from clickstream_events')).toBe(3);
  });

  it('knows the parts of objects that were compacted, and goes through beside damaged ones', async () => {
    await putSmall();
    await putLines(lake, 'b', [lakeLine({}), lakeLine({})]);
    await lake.put('events/2026/11/22/15/event-damaged.ndjson.gz', Buffer.from('no gzip'));
    await load();
    await rebuild();
    await compact();
    expect(await rebuild()).toMatchObject({ isComplete: true, loaded: 5 });
    expect(await unequal()).toEqual([]);
  });

  it('does not begin where the disk cannot hold the warehouse twice', async () => {
    await expect(rebuild({ freeBytes: async () => 1000 })).rejects.toThrow(/0\.0 GiB free.*Free some space/);
  });

  it('does not begin on an old schema, and keeps migrations waiting', async () => {
    await putSmall();
    const [row] = await asOwner('delete from footfall_migrations where id = 6 returning *');
    await expect(rebuild()).rejects.toThrow(/footfall migrate/);
    await warehouse.query(
      'insert into footfall_migrations values ($1, $2, $3)',
      [6, row?.name, row?.checksum],
      'footfall_owner',
    );
    let migrating: Promise<unknown> | undefined;
    await rebuild({
      onProgress: ({ phase }) => {
        if (phase === 'models')
          migrating ??= expect(migrate(warehouse.url('footfall_owner'), { patienceMs: 50 })).rejects.toThrow(/rebuild/);
      },
    });
    await migrating;
  });

  it('does not bring back who was erased while it ran', async () => {
    await putSmall();
    const erase = () =>
      asOwner(
        `insert into erasures (erasure_id, kind, subject_hash, ran_by, erased_at)
         values (gen_random_uuid(), 'client', 'none', 'test', now())`,
      );
    await erase();
    let erasing: Promise<unknown> | undefined;
    const meanwhile = rebuild({
      onProgress: ({ phase }) => {
        if (phase === 'models') erasing ??= erase();
      },
    });
    await expect(meanwhile).rejects.toThrow(/erased while the rebuild ran/);
    await erasing;
    expect(await rebuild()).toMatchObject({ isComplete: true });
    expect(await one('select count(*)::int from public.erasures')).toBe(2);
  });
});
