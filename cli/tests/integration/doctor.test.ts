import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runEtl } from '@footfall/etl';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lakeLine, putLines } from '../../../etl/tests/helpers/events.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { checkLedgers } from '../../src/doctor/ledgers.js';

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
  folder = await mkdtemp(join(tmpdir(), 'footfall-doctor-'));
  lake = new FolderLake(folder);
});
afterEach(() => vi.unstubAllEnvs());

const HOUR_MS = 3_600_000;
const run = () => runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger: pino({ level: 'silent' }) });
const finding = async (part: string) =>
  (await checkLedgers(warehouse.url('footfall_etl'), lake)).find((some) => some.part === part);

describe('footfall doctor', () => {
  it('finds all well after a run', async () => {
    await putLines(lake, 'a', [lakeLine({}), 'no json']);
    await run();
    const findings = await checkLedgers(warehouse.url('footfall_etl'), lake);
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(findings.map(({ part }) => part)).toEqual([
      'etl',
      'backlog',
      'models',
      'balance',
      'facts',
      'restated',
      'settings',
      'erasures',
      'clock',
      'refused',
      'same lake',
    ]);
  });

  it('says how old the last success is, and why the last run failed', async () => {
    expect(await finding('etl')).toMatchObject({ state: 'warning', message: 'has never run', fix: 'footfall etl' });
    await run();
    await warehouse.query(`update etl_runs set ended_at = now() - interval '5 hours'`);
    expect(await finding('etl')).toMatchObject({ state: 'warning', message: 'last success 5 hours ago' });
    await warehouse.query(
      `insert into etl_runs (trigger, scope, status, error, backend_pid) values ('cli', 'all', 'failed', 'why', 1)`,
    );
    expect(await finding('etl')).toMatchObject({ state: 'failed', message: 'the last run failed: why' });
  });

  it('counts the objects that wait, and warns when they do for long', async () => {
    const key = `events/${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/event-1.json`;
    await lake.put(key, Buffer.from(JSON.stringify(lakeLine({}))));
    expect(await finding('backlog')).toMatchObject({ state: 'ok', message: expect.stringContaining('1 object of') });
    const then = new Date(Date.now() - 4 * HOUR_MS);
    await utimes(join(folder, key), then, then);
    expect(await finding('backlog')).toMatchObject({
      state: 'warning',
      message: '1 object of the last 2 days wait to be loaded, the oldest since 4 hours',
      fix: 'footfall etl',
    });
    await run();
    expect(await finding('backlog')).toMatchObject({ state: 'ok' });
  });

  it('names the hours that do not balance, also where a key names none', async () => {
    await putLines(lake, 'a', [lakeLine({})]);
    await lake.put('events/2026/11/21/event-1.json', Buffer.from(JSON.stringify(lakeLine({}))));
    await run();
    await warehouse.query('update etl_objects set received = received + 1');
    expect(await finding('balance')).toMatchObject({
      state: 'failed',
      message: 'lines do not add up in 2026-11-22T15, without an hour',
    });
  });

  it('says what waits to be built, and which past days have changed', async () => {
    await run();
    await warehouse.query(`insert into etl_touched (kind, key) values ('session', 'a')`);
    expect(await finding('models')).toMatchObject({ state: 'warning', fix: 'footfall etl' });
    await putLines(lake, 'late', [
      lakeLine(
        { eventTimestamp: new Date(Date.now() - 72 * HOUR_MS).toISOString() },
        {
          receivedAt: new Date().toISOString(),
          sentAt: new Date().toISOString(),
        },
      ),
    ]);
    await run();
    expect(await finding('models')).toMatchObject({ state: 'ok' });
    expect(await finding('restated')).toMatchObject({
      message: '1 past day changed in the last 7 days (events arrived late); see dash.restatements',
    });
  });

  it('compares the settings of the environment with the warehouse’s', async () => {
    vi.stubEnv('FOOTFALL_TIME_ZONE', 'Europe/Berlin');
    expect(await finding('settings')).toMatchObject({ state: 'warning', fix: 'footfall migrate' });
    vi.stubEnv('FOOTFALL_TIME_ZONE', 'utc');
    expect(await finding('settings')).toMatchObject({ state: 'ok' });
    vi.stubEnv('FOOTFALL_WEEK_START', 'Monday');
    expect(await finding('settings')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('FOOTFALL_WEEK_START'),
    });
  });
});
