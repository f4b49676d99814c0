import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
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
const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;

/** What a comparison found, in words. */
const unequal = async () =>
  (await verify()).tables
    .filter((table) => !table.isEqual)
    .flatMap(({ table, differences }) =>
      differences.map((d) => [table, d.kind, d.columns.join(), d.day, d.key].join(' | ')),
    );

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
    const [object] = await warehouse.query('select object_id from etl_objects');
    await asOwner(
      `insert into quarantine_retries (object_key, line_number, attempts, outcome) values ('x', 1, 3, 'dropped');
       delete from clickstream_events where event_id = '${ID}'; update orders set total = 11;
       insert into etl_objects (object_id, object_key, run_id, object_bytes, received, loaded, duplicate, rejected)
         overriding system value select 10000, 'x', run_id, 0, 0, 0, 0, 0 from etl_runs limit 1;
       delete from etl_objects where object_key = 'x'; alter table etl_runs alter run_id restart with 5000`,
    );
    expect(await rebuild()).toMatchObject({ isComplete: true, objects: 1, received: 4, loaded: 3, rejected: 1 });
    expect((await verify()).isEqual).toBe(true);
    expect(await one('select total from orders')).toBe('10');
    expect(await one(`select count(*)::int from clickstream_events where event_id = '${ID}'`)).toBe(1);
    expect(await warehouse.query('select * from etl_runs where run_id < 5000 order by run_id')).toEqual(runs);
    expect(await warehouse.query(`select attempts, outcome from quarantine_retries where object_key = 'x'`)).toEqual([
      { attempts: 3, outcome: 'dropped' },
    ]);
    // numbers go on, so that no reader takes the new data for data that it has kept
    expect(await one<string>('select min(object_id) from etl_objects')).not.toBe(object?.object_id);
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
    await load();
    const phases = ['indexes', 'listing', 'loading', 'models', 'swapping', 'waiting'];
    const names = await warehouse.query(
      'select event_name from clickstream_events where event_name = any($1) order by 1',
      [phases],
    );
    expect(names.map((row) => row.event_name)).toEqual(phases);
    expect(await one(`select count(*)::int from etl_runs where status <> 'succeeded'`)).toBe(0);
    expect(await one('select bool_and(is_balanced) from dash.balance')).toBe(true);
    expect(await unequal()).toEqual([]);
  });
});
