import { rawLines } from '@footfall/lake';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { keysBelow } from '../../../lake/tests/helpers/lake-content.js';
import { erasePerson, runEtl, sweepErased } from '../../src/index.js';
import {
  ANNS,
  checkLedger,
  checkRebuild,
  eachWithLakeAndWarehouse,
  eraseClient,
  eraseUser,
  lake,
  load,
  logger,
  one,
  putHour,
  tables,
  traces,
  warehouse,
} from '../helpers/erasing.js';
import { lakeLine, newId, putLines } from '../helpers/events.js';
import { tracesInLake, tracesInWarehouse, tracesOf } from '../helpers/traces.js';

eachWithLakeAndWarehouse();

describe('What was erased', () => {
  it('does not come back with an older lake and an older warehouse: the next run erases it again', async () => {
    await putHour(lake);
    await putLines(lake, 'u', [
      lakeLine({ userId: 'u1', clientId: 'c1', sessionId: 's1' }),
      lakeLine({ clientId: 'c1' }),
    ]);
    await load();
    const old = new Map<string, Buffer>();
    for await (const { key } of lake.list('')) old.set(key, Buffer.concat(await (await lake.get(key)).toArray()));
    const names = ['etl_runs', 'etl_objects', 'clickstream_events', 'sessions', 'orders', 'rejected_events'];
    await warehouse.query('create schema kept', [], 'footfall_owner');
    for (const name of names) await warehouse.query(`create table kept.${name} as table ${name}`, [], 'footfall_owner');
    const restore = async () => {
      await warehouse.empty();
      for (const name of names)
        await warehouse.query(`insert into ${name} overriding system value table kept.${name}`, [], 'footfall_owner');
      for (const [key, body] of old) await lake.replace(key, body);
    };
    try {
      await eraseClient('ann');
      await eraseUser('u1');
      const wanted = await tables();
      await restore();
      expect(await one(`select count(*)::int from clickstream_events where client_id = 'ann'`)).toBe(5);
      await load();
      expect(await tables()).toEqual(wanted);
      expect(await one('select sum(lake_events)::int from erasures where completed_at is not null')).toBe(11);
      expect(await tracesInWarehouse('"ann"', warehouse)).toEqual([]);
      await checkLedger();
      // The lake needs its own erasure; it moves nothing in the ledger a second time.
      const again = await eraseClient('ann');
      expect(again.removed).toMatchObject({ ...ANNS, facts: 0, ledgerLines: 0 });
      await eraseUser('u1');
      expect(await traces('ann')).toEqual([]);
      expect(await tables()).toEqual(wanted);
      await checkRebuild();
    } finally {
      await warehouse.query('drop schema kept cascade', [], 'footfall_owner');
    }
  });

  it('does not come back where its objects are loaded again from an older copy', async () => {
    await putHour(lake);
    const old = new Map<string, Buffer>();
    for await (const { key } of lake.list('')) old.set(key, Buffer.concat(await (await lake.get(key)).toArray()));
    await eraseClient('ann');
    for (const [key, body] of old) await lake.replace(key, body);
    await warehouse.empty();
    await load();
    expect(await one(`select count(*)::int from clickstream_events where client_id = 'ann'`)).toBe(0);
    await checkLedger();
  });

  it('is told of in the log where the lake has it again, with the command that takes it out', async () => {
    const key = await putLines(lake, 'old', [lakeLine({ clientId: 'ann' }), lakeLine({ clientId: 'bob' })]);
    const old = Buffer.concat(await (await lake.get(key)).toArray());
    await eraseClient('ann');
    const told = async () => {
      await warehouse.empty();
      const lines: string[] = [];
      const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
      await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger: log });
      return lines.map((line) => JSON.parse(line)).map(({ lines: count, msg }) => ({ count, msg }));
    };
    expect(await told()).toEqual([]);
    await lake.replace(key, old);
    expect(await told()).toEqual([{ count: 1, msg: expect.stringContaining('footfall erase --again') }]);
    expect(JSON.stringify(await told())).not.toContain('ann');
    await sweepErased({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
    expect(await told()).toEqual([]);
  });

  it('stays so when a tombstone cannot be read: nothing is loaded', async () => {
    await putHour(lake);
    await eraseClient('ann');
    const tombstone = (await keysBelow(lake, 'erasures/')).find((key) => /-[0-9a-f]{12}\.json$/.test(key)) ?? '';
    await lake.replace(tombstone, Buffer.from('{'));
    await warehouse.empty();
    await expect(load()).rejects.toThrow(/erasures\/.*Restore it/);
    expect(await one('select count(*)::int from etl_objects')).toBe(0);
  });

  it('is told apart from what a client calls erased', async () => {
    await putLines(lake, 'a', [lakeLine({ _erased: { erasure: newId() } }), '{"_erased":{"erasure":"x"}}']);
    expect(await load()).toMatchObject({ loaded: 1, rejected: 1, erased: 0 });
  });
});

// rawLines is what every reader of the lake goes through: a rewritten object must read as it did.
it('A rewritten object is read by everybody as before', async () => {
  await putHour(lake);
  await eraseClient('ann');
  for await (const { key } of lake.list('events/')) {
    let lines = 0;
    for await (const some of rawLines(key, await lake.get(key))) lines += some.length;
    expect(lines).toBeGreaterThan(0);
  }
  expect(await tracesInLake('ann', lake)).toEqual([]);
});

describe('A sweep of the lake', () => {
  const sweep = (isDryRun = false) =>
    sweepErased({ lake, databaseUrl: warehouse.url('footfall_etl'), logger, isDryRun });
  const copyOf = async (key: string) => Buffer.concat(await (await lake.get(key)).toArray());

  it('takes out what came back of the erased, by a restore or a late batch, knows no ids, and changes no count', async () => {
    const bob = lakeLine({ clientId: 'bob' });
    const old = await putLines(lake, 'old', [lakeLine({ clientId: 'ann' }), bob, '{"clientId":"ann","broken']);
    const oldRejected = await putLines(lake, 'r', [{ reason: 'a: b', event: { clientId: 'ann' } }], 'rejected');
    const backup = [old, oldRejected];
    const contents = await Promise.all(backup.map(copyOf));
    const run = () => runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
    await run();
    await erasePerson({
      lake,
      databaseUrl: warehouse.url('footfall_etl'),
      logger,
      person: { kind: 'client', id: 'ann' },
      ranBy: 'tester',
    });
    for (const [i, key] of backup.entries()) await lake.replace(key, contents[i] as Buffer);
    await putLines(lake, 'late', [lakeLine({ clientId: 'ann', eventId: undefined }), bob]);
    await run();
    const counts = () =>
      warehouse.query('select object_key, received, loaded, duplicate, rejected, erased from etl_objects order by 1');
    const before = await counts();

    expect(await sweep(true)).toMatchObject({ erasedLines: 4, rewritten: 3 });
    expect(await tracesOf('ann', { lake, warehouse })).not.toEqual([]);
    expect(await sweep()).toMatchObject({ objects: 3, lines: 6, erasedLines: 4, rewritten: 3, damaged: [] });
    expect(await tracesOf('ann', { lake, warehouse })).toEqual([]);
    expect(await sweep()).toMatchObject({ erasedLines: 0, rewritten: 0 });
    expect(await counts()).toEqual(before);
    await warehouse.empty();
    await run();
    const sums =
      'select sum(loaded)::int as loaded, sum(duplicate)::int as duplicate, sum(erased)::int as erased from etl_objects';
    expect(await warehouse.query(sums)).toEqual([{ loaded: 1, duplicate: 1, erased: 4 }]);
  });

  it('leaves alone what is damaged behind a line of theirs, and names it', async () => {
    await erasePerson({
      lake,
      databaseUrl: warehouse.url('footfall_etl'),
      logger,
      person: { kind: 'client', id: 'ann' },
      ranBy: 'tester',
    });
    const key = await putLines(
      lake,
      'damaged',
      Array.from({ length: 3000 }, () => lakeLine({ clientId: 'ann' })),
    );
    const whole = await copyOf(key);
    await lake.replace(key, whole.subarray(0, whole.length - 100));
    expect(await sweep()).toMatchObject({ rewritten: 0, damaged: [{ key }] });
    expect(await copyOf(key)).toEqual(whole.subarray(0, whole.length - 100));
  });
});
