import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import fc from 'fast-check';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, erasePerson, rebuildWarehouse, runEtl } from '../../src/index.js';
import { lakeLine, putLines } from '../helpers/events.js';
import { tracesOf } from '../helpers/traces.js';
import { addWarehouse, differingTables, type SecondWarehouse } from '../helpers/undisturbed.js';

/** So many cases, half as many of those that end with a rebuild; more in a long run: FOOTFALL_CASES=200. */
const CASES = Number(process.env.FOOTFALL_CASES ?? 10);
const TIMEOUT_MS = 60_000 + CASES * 10_000;

let warehouse: TestWarehouse;
let undisturbed: SecondWarehouse;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
  undisturbed = await addWarehouse(warehouse, 'undisturbed');
});
afterAll(() => warehouse.stop());

const logger = pino({ level: 'silent' });

/** An empty lake and an empty warehouse for a case. */
async function withLake(work: (lake: FolderLake) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'footfall-property-'));
  try {
    await warehouse.empty();
    await work(new FolderLake(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const at = (second: number) => `2026-11-22T15:00:0${second}.000Z`;
const idOf = (n: number) => `0199c0de-0000-7000-8000-00000000000${n}`;

const NOT_JSON = 'not json';
const content = fc.record({
  id: fc.nat(4),
  receivedAt: fc.nat(2),
  title: fc.constantFrom('a', 'b', 'c'),
  session: fc.constantFrom('s-1', 's-2', undefined),
  name: fc.constantFrom('page_view', 'checkout_complete', 'refund'),
  total: fc.constantFrom(10, 20),
});
type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;
function lineOf({ id, receivedAt, title, session, name, total }: Content) {
  const order = name === 'page_view' ? undefined : { id: `order-${title}`, total, currency: 'EUR' };
  const event = { eventId: idOf(id), eventName: name, pageTitle: title, sessionId: session, order };
  return lakeLine(event, { receivedAt: at(receivedAt), sentAt: at(0) });
}

/** Things in pieces of given sizes, in a given order. */
function pieces<T>(things: readonly T[], { order, sizes }: { order: number[]; sizes: number[] }): T[][] {
  const sorted = things
    .map((thing, i) => ({ thing, place: order[i % order.length] as number }))
    .sort((a, b) => a.place - b.place);
  const found: T[][] = [];
  for (let i = 0, n = 0; i < sorted.length; n++) {
    const size = sizes[n % sizes.length] as number;
    found.push(sorted.slice(i, i + size).map(({ thing }) => thing));
    i += size;
  }
  return found;
}
const arrangement = fc.record({
  order: fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
  sizes: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
});

describe('Whatever lines are sent', () => {
  it('three times, in whatever order and pieces, they give the same tables as once', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const lines = fc.array(fc.oneof({ weight: 8, arbitrary: content }, fc.constant(undefined)), {
      minLength: 1,
      maxLength: 30,
    });
    const times = fc.tuple(arrangement, arrangement, arrangement);
    await fc.assert(
      fc.asyncProperty(lines, times, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (sent, sendings, loads) =>
        withLake(async (lake) => {
          const stored = sent.map((one) => (one ? lineOf(one) : NOT_JSON));
          await undisturbed.empty();
          await putLines(lake, 'once', stored);
          await runEtl({ lake, databaseUrl: undisturbed.url('footfall_etl'), logger });
          await lake.remove('events/2026/11/22/15/once.ndjson.gz');

          const run = () => runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
          let count = 0;
          for (const sending of sendings)
            for (const piece of pieces(stored, sending)) {
              await putLines(lake, `piece-${String(count).padStart(3, '0')}`, piece);
              if (loads[count++ % loads.length]) await run();
            }
          await run();

          expect(await differingTables(warehouse.url('footfall_owner'), undisturbed.url('footfall_owner'))).toEqual([]);
          const facts = await warehouse.query<{ id: string; title: string; received: Date }>(
            'select event_id as id, page_title as title, received_at as received from clickstream_events order by 1',
          );
          const given = sent.filter((one) => one !== undefined);
          expect(facts.map(({ id }) => id)).toEqual([...new Set(given.map(({ id }) => idOf(id)))].sort());
          for (const { id, title, received } of facts) {
            const same = given.filter((one) => idOf(one.id) === id);
            const first = Math.min(...same.map(({ receivedAt }) => receivedAt));
            expect(received).toEqual(new Date(at(first)));
            expect(same.filter(({ receivedAt }) => receivedAt === first).map((one) => one.title)).toContain(title);
          }
          const [sums] = await warehouse.query(
            `select sum(received)::int as received, sum(loaded)::int as loaded, sum(rejected)::int as rejected,
               bool_and(received = loaded + duplicate + rejected + erased) as is_balanced from etl_objects`,
          );
          expect(sums).toEqual({
            received: sent.length * 3,
            loaded: facts.length,
            rejected: (sent.length - given.length) * 3,
            is_balanced: true,
          });
        }),
      ),
      { numRuns: CASES },
    );
  });
});

describe('Whoever is erased', () => {
  /** What can happen; an erasure is of one and the same person. */
  const line = fc.record({ who: fc.nat(2), id: fc.nat(5), isBroken: fc.boolean(), receivedAt: fc.nat(2) });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ put: fc.array(line, { minLength: 1, maxLength: 12 }), again: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.constant('load' as const) },
    { weight: 2, arbitrary: fc.constant('erase' as const) },
    { weight: 1, arbitrary: fc.constant('compact' as const) },
  );
  const steps = fc.array(step, { minLength: 3, maxLength: 10 });

  it('before, between or after loads never comes back, and every line is counted', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const kinds = fc.constantFrom('client' as const, 'user' as const);
    await fc.assert(
      fc.asyncProperty(kinds, steps, (kind, happening) =>
        withLake(async (lake) => {
          const parts = { lake, databaseUrl: warehouse.url('footfall_etl'), logger };
          const person = { kind, id: 'erased-person' };
          const work = {
            load: () => runEtl(parts),
            erase: () => erasePerson({ ...parts, person, ranBy: 'tester' }),
            compact: () => compactLake({ ...parts, prefixes: [''], targetBytes: 2000 }),
          };
          const sent = { lines: 0, theirs: 0, broken: 0, others: new Set<string>() };
          let objects = 0;
          for (const one of happening) {
            if (typeof one === 'string') await work[one]();
            else
              for (let copy = 0; copy <= one.again; copy++) {
                await putLines(
                  lake,
                  `o-${String(objects++).padStart(3, '0')}`,
                  one.put.map((given) => stored(given, kind)),
                );
                for (const { who, id, isBroken } of one.put) {
                  sent.lines++;
                  if (who === 0) sent.theirs++;
                  else if (isBroken) sent.broken++;
                  else sent.others.add(`${who} ${id}`);
                }
              }
          }
          await work.erase();
          const certificate = await work.erase();
          expect(certificate.removed.events).toBe(0);
          await work.load();

          expect(await tracesOf(person.id, { lake, warehouse })).toEqual([]);
          const [sums] = await warehouse.query(
            `select coalesce(sum(received), 0)::int as received, coalesce(sum(loaded), 0)::int as loaded, coalesce(sum(rejected), 0)::int as rejected,
               coalesce(sum(erased), 0)::int as erased, (select count(*)::int from clickstream_events) as facts,
               (select coalesce(sum(event_count), 0)::int from sessions) as in_sessions, (select count(*)::int from etl_touched) as touched,
               coalesce(bool_and(received = loaded + duplicate + rejected + erased), true) as is_balanced
             from etl_objects`,
          );
          expect(sums).toEqual({
            received: sent.lines,
            loaded: sent.others.size,
            rejected: sent.broken,
            erased: sent.theirs,
            facts: sent.others.size,
            in_sessions: sent.others.size,
            touched: 0,
            is_balanced: true,
          });
          const { comparison } = await rebuildWarehouse({
            lake,
            ownerUrl: warehouse.url('footfall_owner'),
            logger,
            isVerification: true,
          });
          expect(comparison?.tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
        }),
      ),
      { numRuns: Math.ceil(CASES / 2) },
    );
  });

  /** A line of the person (who 0) or of others; with some of the person's events refused, and some without their own ids. */
  function stored(
    { who, id, isBroken, receivedAt }: { who: number; id: number; isBroken: boolean; receivedAt: number },
    kind: string,
  ): unknown {
    const ids = who === 0 ? { [`${kind}Id`]: 'erased-person' } : { clientId: `other-${who}` };
    const ingest = { receivedAt: at(receivedAt), sentAt: at(0) };
    const event = { eventId: `0199c0de-0000-7000-8000-0000000000${who}${id}`, sessionId: `s-${who}`, ...ids };
    return lakeLine({ ...event, ...(isBroken && { eventName: undefined }) }, ingest);
  }
});
