import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import { withClient } from '@footfall/warehouse';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { runEtl } from '../../src/index.js';
import { vacuumFacts } from '../../src/models/vacuum-facts.js';
import { lakeLine, putLines } from '../helpers/events.js';

/** As many as make a run do it, and more than a range of the index has. */
const EVENTS = 10_000;

let warehouse: TestWarehouse;
let folder: string;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
  folder = await mkdtemp(join(tmpdir(), 'footfall-vacuum-'));
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await warehouse.empty();
  // else what is emptied is counted up to ten seconds later, with what was added since
  await warehouse.query('select pg_stat_force_next_flush()', [], 'footfall_owner');
});

async function load(events: number) {
  const lake = new FolderLake(await mkdtemp(join(folder, 'lake-')));
  const lines = Array.from({ length: events }, (_, i) => lakeLine({ sessionId: `s${i % 500}` }));
  await putLines(lake, 'a', lines);
  const databaseUrl = warehouse.url('footfall_etl');
  return runEtl({ lake, databaseUrl, logger: pino({ level: 'silent' }) });
}

const CANCEL_VACUUM = `select pg_cancel_backend(pid) from pg_stat_activity
  where query = 'vacuum clickstream_events' and wait_event_type = 'Lock'`;

/** Whole ranges of the facts that their index by time does not know; asking makes them known. */
const unknownRanges = async () => {
  const sql = "select brin_summarize_new_values('clickstream_events_timestamp') as n";
  const { rows } = await withClient(warehouse.url('footfall_owner'), (owner) => owner.query<{ n: number }>(sql));
  return Number(rows[0]?.n) - 1; // the last one is not whole
};

// first: what is emptied counts as added
it('leaves few new facts to autovacuum', async () => {
  expect(await load(EVENTS / 2)).toMatchObject({ loaded: EVENTS / 2 });
  expect(await unknownRanges()).toBeGreaterThan(1);
});

it('tells the index by time of many new facts, so that a day which is built reads its own', async () => {
  expect(await load(EVENTS)).toMatchObject({ loaded: EVENTS });
  expect(await unknownRanges()).toBeLessThan(1);
});

it('goes on without where somebody else works on the table, and waits for locks as before', async () => {
  await withClient(warehouse.url('footfall_owner'), async (owner) => {
    await owner.query('begin; lock table clickstream_events in share update exclusive mode');
    expect(await load(EVENTS)).toMatchObject({ loaded: EVENTS, isComplete: true });
    await withClient(warehouse.url('footfall_etl'), async (client) => {
      await client.query("set lock_timeout = '7s'; set statement_timeout = '8s'");
      await vacuumFacts(client);
      await vacuumFacts(client, 50); // given up before the lock is
      expect((await client.query('show lock_timeout')).rows).toEqual([{ lock_timeout: '7s' }]);
      expect((await client.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '8s' }]);
      let isOver = false;
      const vacuum = vacuumFacts(client).finally(() => (isOver = true));
      const told = expect(vacuum).rejects.toMatchObject({ code: '57014' }); // to stop, not over time
      while (!isOver && (await warehouse.query(CANCEL_VACUUM)).length === 0);
      await told;
    });
    await owner.query('rollback');
  });
  expect(await unknownRanges()).toBeGreaterThan(1);
});
