import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FolderLake } from '@footfall/lake';
import { freePort, migrate, provisionDatabase, withClient } from '@footfall/warehouse';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EtlError, rebuildWarehouse, runEtl } from '../../src/index.js';
import { lakeLine, putLines } from '../helpers/events.js';

const PROGRAM = fileURLToPath(new URL('../helpers/small-disk-warehouse.mjs', import.meta.url));
const PASSWORD = 'secret';
/** PostgreSQL's own files take some 90 MB, and its log of changes grows by files of 16. */
const DISK = '600m';
const MB = 1e6;

const logger = pino({ level: 'silent' });
let folder: string;
let lake: FolderLake;
let child: ChildProcessWithoutNullStreams;
let lines: AsyncIterator<string>;
let port: number;
/** Distinct events, and lines beyond them. */
let events = 0;
let others = 0;

const next = async () => (await lines.next()).value as string;
const tell = (word: string) => {
  child.stdin.write(`${word}\n`);
  return next();
};
const url = (role: string) => `postgres://${role}:${PASSWORD}@127.0.0.1:${port}/clickstream_dw`;
const load = () => runEtl({ lake, databaseUrl: url('footfall_etl'), logger });
const query = async (sql: string) => (await withClient(url('footfall_etl'), (client) => client.query(sql))).rows;
const failure = (work: Promise<unknown>): Promise<EtlError> =>
  work.then(
    () => expect.fail('it succeeded'),
    (error) => {
      expect(error).toBeInstanceOf(EtlError);
      return error;
    },
  );

beforeAll(async () => {
  if (process.platform !== 'linux')
    throw new Error('This test mounts a small disk with unshare and mount: it needs Linux');
  folder = await mkdtemp(join(tmpdir(), 'footfall-small-disk-'));
  lake = new FolderLake(join(folder, 'lake'));
  const disk = join(folder, 'disk');
  await mkdir(disk);
  port = await freePort();
  // An ordinary user may mount inside a user namespace of his own.
  const namespaces = process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount'];
  child = spawn('unshare', [...namespaces, process.execPath, PROGRAM, disk, String(port), PASSWORD, DISK]);
  child.stderr.pipe(process.stderr);
  lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await provisionDatabase(await next(), 'clickstream_dw', { owner: PASSWORD, etl: PASSWORD, dash: PASSWORD });
  await migrate(url('footfall_owner'));
});
afterAll(async () => {
  child.stdin.end();
  await rm(folder, { recursive: true, force: true });
});

/** Puts objects that take some 33 MB in the warehouse: more than a disk has left and what a failed run took, which a vacuum gives back. */
async function fillLake(name: string): Promise<void> {
  for (let part = 0; part < 25; part++) {
    const some = Array.from({ length: 1000 }, (_, i) =>
      lakeLine({ sessionId: `${name}-${i % 50}`, own: `${name} ${i} `.repeat(20) }),
    );
    await putLines(lake, `${name}-${part}`, [...some, some[0], 'not json']);
    events += some.length;
    others += 2;
  }
}

/** Gives the disk room again, and waits for a server that has ended, or recovers from having no room for its log. */
async function makeRoom(): Promise<void> {
  await tell('room');
  for (let attempt = 0; ; attempt++) {
    await tell('start'); // each time: one that could not recover may end only now
    const isUp = await query('select 1').then(
      () => true,
      () => false,
    );
    if (isUp) return;
    if (attempt === 100) expect.fail('the warehouse did not come up again');
    await sleep(200);
  }
}

// Tables, the log of changes, and temporary files are what meets the end of the disk.
it.each([0, 1, 8, 14])('a run on a disk that has %i MB left', async (left) => {
  await fillLake(`left-${left}`);
  await tell(`fill ${left * MB}`);
  const error = await failure(load());
  // A server whose log of changes has no room left ends all connections and recovers.
  expect(error.message).toMatch(/(disk of the warehouse is full|has no room for its log).*next run goes on/s);
  await makeRoom();
  expect(await load()).toMatchObject({ isComplete: true });
  const [counts] = await query(
    `select (select count(*)::int from clickstream_events) as facts, (select sum(event_count)::int from sessions) as in_sessions,
       (select sum(received)::int from etl_objects) as received, (select count(*)::int from etl_touched) as touched,
       (select bool_and(is_balanced) from dash.balance) as is_balanced`,
  );
  expect(counts).toEqual({
    facts: events,
    in_sessions: events,
    received: events + others,
    touched: 0,
    is_balanced: true,
  });
});

it.each([0.1, 0.4, 0.7])('a rebuild on a disk that has room for %d of the warehouse', async (part) => {
  const figures = `select (select count(*) from dash.events) as events, (select sum(event_count) from dash.sessions) as in_sessions`;
  const before = await query(figures);
  const [size] = await query('select pg_database_size(current_database())::float8 as bytes');
  await tell(`fill ${Math.round(size?.bytes * part)}`);
  const error = await failure(rebuildWarehouse({ lake, ownerUrl: url('footfall_owner'), logger }));
  expect(error.message).toMatch(
    /disk of PostgreSQL is full.*warehouse is as it was.*free some, then run it again|has no room for its log.*run the rebuild again|starting or stopping.*run the rebuild again/s,
  );
  const served = await query(figures).catch(() => undefined); // it may be recovering, and need room for that
  if (served) expect(served).toEqual(before);
  await makeRoom();
  expect(await query(figures)).toEqual(before);
});

it('a rebuild that has room again goes through, and removes what was left', async () => {
  expect(await rebuildWarehouse({ lake, ownerUrl: url('footfall_owner'), logger })).toMatchObject({
    isComplete: true,
    loaded: events,
  });
});
