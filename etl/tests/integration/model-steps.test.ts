import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import { withClient } from '@footfall/warehouse';
import pg from 'pg';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { runEtl } from '../../src/index.js';
import { refreshModels } from '../../src/models/refresh-models.js';
import { lakeLine, newId, putLines } from '../helpers/events.js';
import { comparedWithRebuild } from '../helpers/rebuild-models.js';

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
  folder = await mkdtemp(join(tmpdir(), 'footfall-steps-'));
  lake = new FolderLake(folder);
});

const run = (shouldStop: (work: string) => boolean = () => false, onModels?: (left: number) => void) =>
  runEtl({
    lake,
    databaseUrl: warehouse.url('footfall_etl'),
    logger: pino({ level: 'silent' }),
    shouldStop,
    ...(onModels && { onModels }),
  });
const step = async (keys: number | null) =>
  Number((await warehouse.query('select refresh_models($1) as left', [keys]))[0]?.left);
const count = async (table: string) =>
  (await warehouse.query(`select count(*)::int as n from ${table}`))[0]?.n as number;

/** What a run says once of a server without a third connection. */
const NO_THIRD = expect.objectContaining({
  msg: 'models are built by one connection, since the warehouse gives no third',
  err: expect.objectContaining({ message: expect.stringContaining('connections') }),
});
/** Runs where the server gives the run no more than it cannot do without. @returns with the run's summary its warnings */
async function runWithTwoConnections() {
  const told: unknown[] = [];
  const logger = pino({ level: 'warn' }, { write: (text) => told.push(JSON.parse(text)) });
  const limit = (connections: number) =>
    withClient(warehouse.server.adminUrl, (admin) =>
      admin.query(`alter role footfall_etl connection limit ${connections}`),
    );
  await warehouse.rest();
  await limit(2);
  try {
    return { summary: await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger }), told };
  } finally {
    await limit(-1);
  }
}

describe('Models', () => {
  it('are built in steps, which together give what one would', async () => {
    const lines = Array.from({ length: 60 }, (_, i) =>
      lakeLine({
        sessionId: i % 3 === 0 ? undefined : `s${i % 20}`,
        clientId: `c${i % 7}`,
        eventName: 'checkout_complete',
        order: { id: `o${i % 11}`, total: i, currency: 'EUR' },
      }),
    );
    await putLines(lake, 'a', lines);
    await run();
    const tables = `select (select jsonb_agg(s order by session_id) from sessions as s) as sessions,
      (select jsonb_agg(o order by order_id) from orders as o) as orders`;
    const whole = await warehouse.query(tables);
    await warehouse.query('delete from sessions; delete from orders');
    await warehouse.query(`insert into etl_touched (kind, key, reason)
      select 'session', 's' || n, case when n % 2 = 0 then 'late_events' else 'bot_rules' end from generate_series(0, 19) as n, generate_series(1, 3)
      union all select 'client', 'c' || n, 'erasure' from generate_series(0, 6) as n
      union all select 'order', 'o' || n, 'late_events' from generate_series(0, 10) as n`);
    const left = [await step(4)];
    expect(await count('sessions')).toBeLessThan(5);
    while (left.at(-1) !== 0) left.push(await step(4));
    expect(left.length).toBeGreaterThan(4);
    expect(left).toEqual([...left].sort((a, b) => b - a));
    expect(await warehouse.query(tables)).toEqual(whole);
    expect(await count('etl_touched')).toBe(0);
  });

  it('are built all at once where nobody sets a limit', async () => {
    await warehouse.query(
      `insert into etl_touched (kind, key, reason) values ('session', 'a', 'late_events'), ('session', 'b', 'retry')`,
    );
    expect(await step(null)).toBe(0);
    expect(await count('etl_touched')).toBe(0);
  });

  it('of a long run are built while it loads, and are what they would be if they were built at its end', async () => {
    const VISITS = 70_000;
    const twice = Array.from({ length: 300 }, () => newId());
    const visit = (i: number) =>
      lakeLine({
        sessionId: `s${i}`,
        clientId: `c${i % 9000}`,
        eventName: i % 5 === 0 ? 'search' : 'page_view',
        ...(i < twice.length && { eventId: twice[i] }),
      });
    for (let from = 0; from < VISITS; from += 10_000)
      await putLines(
        lake,
        `a${from}`,
        Array.from({ length: 10_000 }, (_, i) => visit(from + i)),
      );
    // the same events again, received earlier with other contents: facts change below models that were built of them
    await putLines(
      lake,
      'b',
      twice.map((eventId, i) =>
        lakeLine(
          { sessionId: `other${i}`, clientId: `c${i}`, eventId },
          { receivedAt: '2026-11-22T14:00:00.000Z', sentAt: '2026-11-22T14:00:00.000Z' },
        ),
      ),
    );
    const left: number[] = [];
    expect(await run(undefined, (some) => left.push(some))).toMatchObject({ loaded: VISITS, duplicate: 300 });
    expect(left[0]).toBeLessThan(VISITS - 10_000);
    expect(await count('sessions')).toBe(VISITS);
    expect(await count('etl_touched')).toBe(0);
    for (const [kept, rebuilt] of await comparedWithRebuild(warehouse)) expect(kept).toEqual(rebuilt);
  });

  it('of a run that loads little ask for no third connection', async () => {
    await putLines(lake, 'a', [lakeLine({ sessionId: 's' }), lakeLine({ sessionId: 's' })]);
    const { summary, told } = await runWithTwoConnections();
    expect(summary).toMatchObject({ loaded: 2, isComplete: true });
    expect(told).toEqual([]);
    expect(await count('sessions')).toBe(1);
  });

  it('of a long run are built at its end where the server gives no third connection: the run is no failure', async () => {
    const VISITS = 12_000;
    for (const half of ['a', 'b'])
      await putLines(
        lake,
        half,
        Array.from({ length: VISITS / 2 }, (_, i) => lakeLine({ sessionId: `${half}${i}` })),
      );
    const { summary, told } = await runWithTwoConnections();
    expect(summary).toMatchObject({ loaded: VISITS, isComplete: true });
    expect(told).toEqual([NO_THIRD]);
    expect(await count('sessions')).toBe(VISITS);
    expect(await warehouse.query('select status from etl_runs')).toEqual([
      { status: expect.not.stringMatching(/failed/) },
    ]);
  });

  describe('of many days', () => {
    const DAYS = 12;
    /** Every day's events at each third hour, so that each zone has them on other days. */
    const fill = async () => {
      const instants = Array.from({ length: DAYS * 8 }, (_, i) => new Date(Date.UTC(2026, 10, 2, i * 3)).toISOString());
      const names = ['page_view', 'product_view', 'search', 'checkout_complete'];
      const lines = instants.flatMap((at, i) =>
        names.map((eventName) =>
          lakeLine(
            {
              eventName,
              eventTimestamp: at,
              sessionId: `s${i}`,
              clientId: `c${i % 5}`,
              ...(eventName === 'checkout_complete' && { order: { id: `o${i}`, total: i, currency: 'EUR' } }),
            },
            { receivedAt: at, sentAt: at },
          ),
        ),
      );
      await putLines(lake, 'a', lines);
    };
    const daysMoved = async (zone: string) => {
      await warehouse.query('select set_shop($1, null)', [zone]);
      return count('stale_days');
    };
    afterEach(() => warehouse.query('select set_shop($1, null)', ['UTC']));

    it.each([
      ['Pacific/Kiritimati', 'Pacific/Pago_Pago'],
      ['Pacific/Pago_Pago', 'Pacific/Kiritimati'],
      ['UTC', 'Asia/Kathmandu'],
    ])(
      'of %s that became those of %s are built by two connections, and are what one would build',
      async (before, zone) => {
        await daysMoved(before);
        await fill();
        await run();
        expect(await daysMoved(zone)).toBeGreaterThan(DAYS);
        const clients = [new pg.Client(warehouse.url('footfall_etl')), new pg.Client(warehouse.url('footfall_etl'))];
        try {
          for (const client of clients) await client.connect();
          const queries = vi.spyOn(clients[1] as pg.Client, 'query');
          const third = vi.fn(async () => clients[1] as pg.Client);
          const left: number[] = [];
          await refreshModels(clients[0] as pg.Client, { third, onStep: (some) => left.push(some) });
          expect(third).toHaveBeenCalledOnce();
          expect(queries.mock.calls.filter(([text]) => String(text).includes('refresh_day')).length).toBeGreaterThan(4);
          expect(left).toEqual([...left].sort((a, b) => b - a));
          expect(await count('stale_days')).toBe(0);
          for (const [kept, rebuilt] of await comparedWithRebuild(warehouse)) expect(kept).toEqual(rebuilt);
        } finally {
          for (const client of clients) await client.end();
        }
      },
    );

    it('are built by one where the server gives no third connection, and the log says so', async () => {
      await fill();
      await run();
      expect(await daysMoved('Asia/Kathmandu')).toBeGreaterThan(DAYS);
      expect((await runWithTwoConnections()).told).toEqual([NO_THIRD]);
      expect(await count('stale_days')).toBe(0);
      for (const [kept, rebuilt] of await comparedWithRebuild(warehouse)) expect(kept).toEqual(rebuilt);
    });

    it('are left where it is told to stop, less two', async () => {
      await fill();
      await run();
      const all = await daysMoved('Asia/Kathmandu');
      expect(await run((work) => work === 'models')).toMatchObject({ isComplete: false });
      expect(await count('stale_days')).toBe(all - 2);
      expect(await run()).toMatchObject({ isComplete: true });
      for (const [kept, rebuilt] of await comparedWithRebuild(warehouse)) expect(kept).toEqual(rebuilt);
    });
  });

  it('of a run that is told to stop are left to the next one, less those of a step', async () => {
    await putLines(
      lake,
      'a',
      Array.from({ length: 12_000 }, (_, i) => lakeLine({ sessionId: `s${i}` })),
    );
    expect(await run((work) => work === 'models')).toMatchObject({ loaded: 12_000, isComplete: false });
    expect(await count('sessions')).toBe(5000);
    const left: number[] = [];
    expect(await run(undefined, (some) => left.push(some))).toMatchObject({ loaded: 0, isComplete: true });
    expect(left).toEqual([2002]); // the sessions, the hour of their events, and its day
    expect(await count('sessions')).toBe(12_000);
  });
});
