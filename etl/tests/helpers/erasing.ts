import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake, type Lake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { type EraseOptions, erasePerson, runEtl } from '../../src/index.js';
import { lakeLine, putLines } from './events.js';
import { tracesOf } from './traces.js';

export const HOUR = 'events/2026/11/22/15/';

export let warehouse: TestWarehouse;
export let folder: string;
export let lake: FolderLake;

/** Gives each test of a file an empty lake and an empty warehouse. */
export function eachWithLakeAndWarehouse(): void {
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
    folder = await mkdtemp(join(tmpdir(), 'footfall-erase-'));
    lake = new FolderLake(folder);
  });
}

export const logger = pino({ level: 'silent' });
export const parts = (of: Lake = lake) => ({ lake: of, databaseUrl: warehouse.url('footfall_etl'), logger });
export const load = (of: Lake = lake) => runEtl(parts(of));
export const erase = (person: EraseOptions['person'], options: Partial<EraseOptions> = {}) =>
  erasePerson({ ...parts(), person, ranBy: 'tester', ...options });
export const eraseClient = (id: string, options: Partial<EraseOptions> = {}) => erase({ kind: 'client', id }, options);
export const eraseUser = (id: string, options: Partial<EraseOptions> = {}) => erase({ kind: 'user', id }, options);
export const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;
export const traces = (id: string, of: Lake = lake) => tracesOf(id, { lake: of, warehouse });

/** What `footfall doctor` compares, and what the balance says. */
export async function checkLedger(): Promise<void> {
  expect(
    await one<boolean>('select bool_and(received = loaded + duplicate + rejected + erased) from etl_objects'),
  ).not.toBe(false);
  const [sums] = await warehouse.query(
    `select (select count(*)::int from clickstream_events) as facts, coalesce(sum(loaded), 0)::int as loaded,
       (select count(*)::int from rejected_events) as refused, coalesce(sum(rejected), 0)::int as rejected
     from etl_objects`,
  );
  expect([sums?.facts, sums?.refused]).toEqual([sums?.loaded, sums?.rejected]);
}

/** The tables as they are. A line that is no JSON has the time of its object, and a rewritten one has another. */
export async function tables(): Promise<unknown> {
  return {
    facts: await warehouse.query(
      'select event_id, event_timestamp, received_at, client_id, user_id, properties from clickstream_events order by 1',
    ),
    sessions: await warehouse.query('select * from sessions order by session_id'),
    orders: await warehouse.query('select * from orders order by order_id'),
    refused: await warehouse.query(
      `select reason, raw, case when raw like '{%' then received_at end as at from rejected_events order by 1, 2, 3`,
    ),
    balance: await warehouse.query(
      'select hour, received, loaded, duplicate, rejected, erased from dash.balance order by hour',
    ),
  };
}

/** The warehouse made anew from the lake is the one that is there. */
export async function checkRebuild(of: Lake = lake): Promise<void> {
  const wanted = await tables();
  await warehouse.empty();
  await load(of);
  expect(await tables()).toEqual(wanted);
}

export const refused = (event: unknown, more = {}) => ({
  reason: 'product.price: must be a number',
  event,
  _ingest: { receivedAt: '2026-11-22T15:10:00.000Z', ...more },
});

/** An hour of two visitors, in every form that the lake may have. */
export async function putHour(to: Lake): Promise<void> {
  const other = { clientId: 'bob', sessionId: 's-bob' };
  const ann = { clientId: 'ann', sessionId: 's-ann', userId: 'user-a' };
  const repeated = lakeLine(ann);
  const order = { eventName: 'checkout_complete', order: { id: 'o-1', total: 50, currency: 'EUR' } };
  await putLines(to, 'a', [lakeLine(other), repeated, lakeLine({ ...ann, eventId: undefined }), lakeLine(other)]);
  await putLines(to, 'b', [
    repeated,
    repeated,
    lakeLine({ ...other, eventId: undefined }),
    lakeLine({ ...ann, ...order }),
  ]);
  await putLines(to, 'c', [`{"clientId":"ann","broken`, '{"noName":1,"clientId":"ann"}', 'not json', lakeLine(other)]);
  await to.put(`${HOUR}event-1.json`, Buffer.from(JSON.stringify({ event_name: 'click', client_id: 'ann' }, null, 2)));
  const old = [
    { event_name: 'click', client_id: 'bob', event_timestamp: '2026-11-22T14:00:00Z' },
    { event_name: 'click', client_id: 'ann' },
  ];
  await to.put('events/2026/11/22/event-2.json', Buffer.from(JSON.stringify(old)));
  await putLines(
    to,
    'r',
    [refused({ clientId: 'ann' }), refused({ clientId: 'bob' }), refused('from ann')],
    'rejected',
  );
  await putLines(to, 'r2', [refused([{ clientId: 'ann' }]), refused({ clientId: { id: 'ann' } })], 'rejected');
}
/** Of `putHour`: lines of ann's, and of them those below `rejected/`. */
export const ANNS = { events: 9, refusedEvents: 4 };
