import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { FolderLake, type Lake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { runEtl } from '../../src/index.js';
import { lakeLine, newId, putLines } from '../helpers/events.js';

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
/** An empty lake and an empty warehouse. */
async function startAnew(): Promise<void> {
  await warehouse.empty();
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'footfall-merge-'));
  lake = new FolderLake(folder);
}
beforeEach(startAnew);

const logger = pino({ level: 'silent' });
const run = (from: Lake = lake) => runEtl({ lake: from, databaseUrl: warehouse.url('footfall_etl'), logger });
const at = (second: number) => ({ receivedAt: `2026-11-22T15:00:0${second}.000Z`, sentAt: '2026-11-22T15:00:00.000Z' });
const titles = async () =>
  (await warehouse.query('select page_title from clickstream_events order by 1')).map((row) => row.page_title);

/** Orders in which three things can come. */
const ORDERS = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'].map((order) => [...order]);

describe('An event that was sent with different contents', () => {
  /** Each content is an object of its own, and comes with a run of its own, with the same run, or in the same object. */
  const arrivals = [
    {
      in: 'runs of their own',
      load: async (lines: object[]) => {
        for (const [i, line] of lines.entries()) {
          await put([line], i);
          await run();
        }
      },
    },
    {
      in: 'one run',
      load: async (lines: object[]) => {
        for (const [i, line] of lines.entries()) await put([line], i);
        await run();
      },
    },
    {
      in: 'one object',
      load: async (lines: object[]) => {
        await put(lines, 0);
        await run();
      },
    },
  ];
  const put = (lines: object[], i: number) => putLines(lake, `part-${i}`, lines);

  for (const { in: where, load } of arrivals) {
    it(`is what was received first, in whatever order the contents come in ${where}`, async () => {
      for (const order of ORDERS) {
        await startAnew();
        const eventId = newId();
        const contents: Record<string, object> = {
          a: lakeLine({ eventId, pageTitle: 'first' }, at(1)),
          b: lakeLine({ eventId, pageTitle: 'second' }, at(2)),
          c: lakeLine({ eventId, pageTitle: 'third' }, at(3)),
        };
        await load(order.map((name) => contents[name] as object));
        expect(await titles(), order.join()).toEqual(['first']);
        const [ledger] = await warehouse.query(
          'select sum(loaded)::int as loaded, sum(duplicate)::int as more from etl_objects',
        );
        expect(ledger, order.join()).toEqual({ loaded: 1, more: 2 });
      }
    });

    it(`is the same one of those received at the same time, in whatever order they come in ${where}`, async () => {
      const outcomes = new Set<string>();
      for (const order of ORDERS) {
        await startAnew();
        const eventId = newId();
        await load(order.map((name) => lakeLine({ eventId, pageTitle: `title ${name}`, own: eventId.length }, at(1))));
        outcomes.add((await titles()).join());
      }
      expect(outcomes.size).toBe(1);
    });
  }

  it('takes its visit and its order with it', async () => {
    const eventId = newId();
    const order = { id: 'o-1', total: 10, currency: 'EUR' };
    await putLines(lake, 'later', [
      lakeLine({ eventId, sessionId: 'late', eventName: 'checkout_complete', order }, at(2)),
      lakeLine({ sessionId: 'late' }),
    ]);
    await run();
    await putLines(lake, 'sooner', [lakeLine({ eventId, sessionId: 'soon', pageTitle: 'no order' }, at(1))]);
    await run();
    const sessions = await warehouse.query(
      'select session_id as id, event_count as n, has_purchase as bought from sessions order by 1',
    );
    expect(sessions).toEqual([
      { id: 'late', n: 1, bought: false },
      { id: 'soon', n: 1, bought: false },
    ]);
    expect(await warehouse.query('select 1 from orders')).toEqual([]);
    expect(await warehouse.query('select 1 from etl_touched')).toEqual([]);
  });
});

describe('A large object', () => {
  /** More rows than a unit has, so that it is loaded in several steps of one transaction. */
  const EVENTS = 45_000;
  const small = () => putLines(lake, 'z-small', [lakeLine({ sessionId: 'small' })]);
  const large = () =>
    putLines(
      lake,
      'large',
      Array.from({ length: EVENTS }, (_, i) => (i % 1000 === 7 ? 'not json' : lakeLine({ sessionId: `s-${i % 50}` }))),
    );

  it('is loaded whole, each line counted', async () => {
    await putLines(lake, 'a-small', [lakeLine({ sessionId: 'small' })]);
    await large();
    await small();
    const refused = EVENTS / 1000;
    expect(await run()).toMatchObject({
      objects: 3,
      received: EVENTS + 2,
      loaded: EVENTS + 2 - refused,
      rejected: refused,
    });
    expect(await run()).toMatchObject({ objects: 0 });
    const [lines] = await warehouse.query('select count(*)::int as n, min(line_number) as first from rejected_events');
    expect(lines).toEqual({ n: refused, first: 8 });
  });

  it('that breaks off after some of it was taken leaves nothing, and holds up no other', async () => {
    const key = await large();
    await small();
    const breaking: Lake = Object.assign(Object.create(lake), {
      get: async (wanted: string) => {
        const body = await lake.get(wanted);
        if (wanted !== key) return body;
        const whole = Buffer.concat(await body.toArray());
        return Readable.from(
          (function* () {
            yield whole.subarray(0, Math.floor(whole.length * 0.8));
            throw new Error('aborted');
          })(),
        );
      },
      list: async function* (prefix: string) {
        // Small objects are fetched whole; this one must come as a stream.
        for await (const object of lake.list(prefix)) yield { ...object, bytes: 2 * 1024 ** 2 };
      },
    });
    await expect(run(breaking)).rejects.toThrow(
      /1 objects could not be read and are left for the next run, first .*large/,
    );
    const [facts] = await warehouse.query('select count(*)::int as n from clickstream_events');
    expect(facts).toEqual({ n: 1 });
    expect(await run()).toMatchObject({ objects: 1, received: EVENTS });
  });
});
