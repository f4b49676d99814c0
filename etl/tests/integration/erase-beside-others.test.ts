import { setTimeout as sleep } from 'node:timers/promises';
import { FolderLake } from '@footfall/lake';
import { describe, expect, it } from 'vitest';
import { compactLake, type EraseOptions } from '../../src/index.js';
import {
  checkLedger,
  checkRebuild,
  eachWithLakeAndWarehouse,
  eraseClient,
  folder,
  lake,
  load,
  one,
  parts,
  putHour,
  traces,
  warehouse,
} from '../helpers/erasing.js';
import { lakeLine, putLines } from '../helpers/events.js';

eachWithLakeAndWarehouse();

describe('An erasure beside others', () => {
  it('counts each line once, whatever collectors, runs and compactions do meanwhile', async () => {
    for (let i = 0; i < 40; i++)
      await putLines(lake, `p-${String(i).padStart(2, '0')}`, [
        lakeLine({ clientId: 'ann' }),
        lakeLine({ clientId: 'bob', eventId: undefined, i }),
        `{"clientId":"ann","broken ${i}`,
      ]);
    let isDone = false;
    const always = async (work: () => Promise<unknown>) => {
      while (!isDone) {
        await work();
        await sleep(50); // else nobody who waits for a lock would come to it
      }
    };
    let late = 0;
    const collector = () =>
      putLines(lake, `late-${late++}`, [
        lakeLine({ clientId: 'ann' }),
        lakeLine({ clientId: 'bob', eventId: undefined }),
      ]);
    const others = [
      always(() => load()),
      always(() => compactLake({ ...parts(), prefixes: [''], targetBytes: 3000 })),
      always(collector),
    ];
    await sleep(300);
    for (let i = 0; i < 3; i++) await eraseClient('ann');
    isDone = true;
    await Promise.all(others);
    await load();
    expect(await one('select sum(received)::int from etl_objects')).toBe(120 + 2 * late);
    expect(await one('select count(*)::int from clickstream_events')).toBe(40 + late);
    await checkLedger();
    await eraseClient('ann');
    expect(await traces('ann')).toEqual([]);
    await checkLedger();
    const balance =
      'select sum(received)::int r, sum(loaded)::int l, sum(rejected)::int j, sum(erased)::int e from etl_objects';
    const wanted = await warehouse.query(balance);
    await warehouse.empty();
    await load();
    expect(await warehouse.query(balance)).toEqual(wanted);
  });

  const ledger = () =>
    warehouse.query(
      'select sum(loaded)::int as loaded, sum(duplicate)::int as duplicate, sum(rejected)::int as rejected, sum(erased)::int as erased from etl_objects',
    );

  it('knows of what is loaded while it searches, and once more while it looks at that', async () => {
    await putLines(lake, 'a', [lakeLine({ clientId: 'ann' })]);
    await load();
    const late = async (name: string) => {
      const twice = lakeLine({ clientId: 'ann' });
      await putLines(lake, name, [twice, twice, '{"clientId":"ann","broken', lakeLine({ clientId: 'bob' })]);
      await load();
    };
    const busy = new FolderLake(folder);
    busy.get = async (key) => {
      busy.get = (each) => lake.get(each);
      await late('late-1');
      return lake.get(key);
    };
    busy.list = async function* (prefix) {
      if (prefix.includes('late-1')) {
        busy.list = (each) => lake.list(each);
        await late('late-2');
      }
      yield* lake.list(prefix);
    };
    expect((await eraseClient('ann', { lake: busy })).removed).toMatchObject({ facts: 3, refusals: 2, ledgerLines: 7 });
    expect(await traces('ann')).toEqual([]);
    expect(await ledger()).toEqual([{ loaded: 2, duplicate: 0, rejected: 0, erased: 7 }]);
    await checkLedger();
  });

  it('takes refused lines that come and are loaded while it rewrites', async () => {
    await putLines(lake, 'a', [lakeLine({ clientId: 'ann' })]);
    await putLines(lake, 'b', ['{"clientId":"ann","broken']);
    const busy = new FolderLake(folder);
    busy.replace = async (key, body) => {
      busy.replace = (...args) => lake.replace(...args);
      await putLines(lake, 'c', ['{"clientId":"ann","broken too', 'not json']);
      await load();
      await lake.replace(key, body);
    };
    const { removed, balance, erasure } = await eraseClient('ann', { lake: busy });
    expect(removed).toMatchObject({ facts: 0, refusals: 1 });
    expect(balance.after).toEqual({ received: 4, loaded: 0, duplicate: 0, rejected: 1, erased: 3 });
    expect(await warehouse.query('select refused::int from erasures where erasure_id = $1', [erasure])).toEqual([
      { refused: 1 },
    ]);
    expect(await traces('ann')).toEqual([]);
    expect(await ledger()).toEqual([{ loaded: 0, duplicate: 0, rejected: 1, erased: 3 }]);
    await checkLedger();
  });

  it('moves no count for what the ledger has as erased already', async () => {
    const twice = lakeLine({ clientId: 'bob' });
    const key = await putLines(lake, 'a', [twice, twice, '{"clientId":"ann","broken']);
    const old = Buffer.concat(await (await lake.get(key)).toArray());
    await load();
    await eraseClient('ann');
    await putLines(lake, 'b', [twice, lakeLine({ clientId: 'ann' })]);
    await load();
    const wanted = await ledger();
    expect(wanted).toEqual([{ loaded: 1, duplicate: 2, rejected: 0, erased: 2 }]);
    await lake.replace(key, old);
    expect((await eraseClient('ann')).removed).toMatchObject({ objects: 2, events: 2, ledgerLines: 0 });
    expect(await traces('ann')).toEqual([]);
    expect(await ledger()).toEqual(wanted);
  });

  it('that is told to stop says so, and the next one finishes it', async () => {
    await putHour(lake);
    await load();
    let objects = 0;
    const shouldStop = () => objects >= 2;
    const onProgress: EraseOptions['onProgress'] = ({ step, objects: done }) => {
      if (step === 'rewrite') objects = done;
    };
    await expect(eraseClient('ann', { shouldStop, onProgress })).rejects.toThrow(/same command again/);
    expect(await one('select count(*)::int from erasures where completed_at is null')).toBe(1);
    await checkLedger();
    const certificate = await eraseClient('ann');
    expect(certificate.finished).toHaveLength(1);
    const unfinished = 'select count(*)::int from erasures where completed_at is null';
    expect(await one(unfinished)).toBe(0);
    expect(certificate.removed).toMatchObject({ facts: 0, ledgerLines: 0 });
    expect(await traces('ann')).toEqual([]);
    await checkLedger();
    await checkRebuild();
    expect(await one(unfinished)).toBe(0);
  });
});
