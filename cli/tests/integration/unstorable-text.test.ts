import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createServer } from '@footfall/collector';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rawLines } from '../../../collector/tests/helpers/lake-lines.js';
import { newId } from '../../../etl/tests/helpers/events.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { footfallWith } from '../helpers/run.js';

/** Texts that PostgreSQL cannot store, and what it gets: NUL goes, half a surrogate pair becomes U+FFFD, and so does NUL alone. */
const TEXTS = [
  ['a\u0000b', 'ab'],
  ['\u0000\u0000', '\ufffd'],
  ['c\ud800d', 'c\ufffdd'],
  ['\udc00\ud83d', '\ufffd\ufffd'],
  ['\u0000😀\udfff\\u0000', '😀\ufffd\\u0000'],
] as const;

let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
let server: ReturnType<typeof createServer>;
let url: string;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
  folder = await mkdtemp(join(tmpdir(), 'footfall-unstorable-'));
  lake = new FolderLake(folder);
  const config = { allowedOrigins: [], writeKeys: [], serverKeys: [], keepFullIp: false, version: '0' };
  server = createServer({ config, lake, logger: pino({ level: 'silent' }) });
  url = `${await server.listen({ port: 0, host: '127.0.0.1' })}/clickstream`;
});
afterAll(async () => {
  await server.close();
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});

const post = async (body: string | Buffer) => {
  const answer = await fetch(url, { method: 'POST', body: body as string });
  return { status: answer.status, body: await answer.json() };
};

/** An event with a text wherever a shopper or a shop can write one. */
const eventOf = (text: string) => ({
  eventId: newId(),
  eventName: text,
  clientId: text,
  sessionId: text,
  pageViewId: text,
  site: text,
  userId: text,
  userLoginState: text,
  identitySource: text,
  pageUrl: `https://shop.example/?utm_source=x${text}y`,
  pageTitle: text,
  referrer: text,
  product: { id: text, name: text, category: text, brand: text, urlPath: text },
  cart: { id: text },
  order: { id: text, number: text, coupon: text, items: [{ id: text, name: text, price: 1.5 }] },
  search: { query: text },
  element: { tag: text, dataset: { [text]: text } },
  context: { language: text },
  properties: { [text]: { [text]: [text, { [text]: 1 }] } },
  [`own${text}`]: text,
});

/** A text beside others, as it is to be stored. */
const within = (...parts: string[]) => parts.join('').replaceAll('\0', '').toWellFormed();

/** What is to be loaded of it. */
const rowOf = (text: string, stored: string) => ({
  event_name: stored,
  client_id: stored,
  session_id: stored,
  page_view_id: stored,
  site: stored,
  user_id: stored,
  user_login_state: stored,
  identity_source: stored,
  page_url: `https://shop.example/?utm_source=${within('x', text, 'y')}`,
  utm_source: within('x', text, 'y'),
  page_title: stored,
  referrer: stored,
  context_product_id: stored,
  context_product_name: stored,
  context_product_category: stored,
  context_product_brand: stored,
  context_product_url_path: stored,
  cart_id: stored,
  order_id: stored,
  order_number: stored,
  order_coupon: stored,
  items: [{ id: stored, name: stored, price: 1.5 }],
  search_query: stored,
  element: { tag: stored, dataset: { [stored]: stored } },
  language: stored,
  properties: { [within('own', text)]: stored, [stored]: { [stored]: [stored, { [stored]: 1 }] } },
});

it('what PostgreSQL cannot store is answered, kept to the letter in the lake, loaded without it, and harms no neighbour', async () => {
  const neighbour = () => ({ eventId: newId(), eventName: 'neighbour', pageTitle: 'Grüße 😀', properties: { a: 'é' } });
  const cases = TEXTS.map(([text, stored]) => ({
    text,
    stored,
    event: eventOf(text),
    refused: { ...eventOf(text), pageUrl: 5 },
    shared: { eventId: newId(), eventName: 'shared' },
    neighbours: [neighbour(), neighbour()],
  }));

  for (const { text, event, refused, shared, neighbours } of cases) {
    const [before, after] = neighbours;
    expect(await post(JSON.stringify([before, event, refused, after]))).toEqual({
      status: 200,
      body: {
        success: true,
        accepted: 3,
        rejected: [{ index: 2, eventId: refused.eventId, reason: 'pageUrl: must be a string' }],
      },
    });
    const sdk = { name: text, version: text };
    const envelope = JSON.stringify({ sentAt: text, sdk, common: { userId: text }, events: [shared] });
    for (let time = 0; time < 2; time++)
      expect((await post(envelope)).body).toMatchObject({ accepted: 1, rejected: [] });
  }
  // As bytes instead of escapes they are no JSON, or no UTF-8.
  for (const bytes of [[0x00], [0xed, 0xa0, 0x80]])
    expect((await post(Buffer.from([...Buffer.from('{"eventName":"'), ...bytes, 0x22, 0x7d]))).status).toBe(400);

  const [events, quarantined] = [await rawLines(lake, 'events/'), await rawLines(lake, 'rejected/')];
  const isIn = (lines: string[], value: object) =>
    lines.filter((line) => line.includes(JSON.stringify(value).slice(1, -1))).length;
  for (const { event, refused, shared, neighbours } of cases) {
    expect([event, ...neighbours].map((sent) => isIn(events, sent))).toEqual([1, 1, 1]);
    expect(isIn(events, shared)).toBe(2);
    expect(isIn(quarantined, refused)).toBe(1);
  }
  const n = TEXTS.length;
  expect([events.length, quarantined.length]).toEqual([5 * n, n]);

  const settings = { FOOTFALL_LAKE: pathToFileURL(folder).href, FOOTFALL_DATABASE_URL: warehouse.url('footfall_etl') };
  const run = await footfallWith(settings, 'etl', '--json');
  expect(JSON.parse(run.stdout)).toMatchObject({
    received: 6 * n,
    loaded: 4 * n,
    duplicate: n,
    rejected: n,
    erased: 0,
  });
  const [balance] = await warehouse.query(
    `select sum(received)::int as received, sum(loaded)::int as loaded, bool_and(is_balanced) as is_balanced from dash.balance`,
  );
  expect(balance).toEqual({ received: 6 * n, loaded: 4 * n, is_balanced: true });

  const rows = await warehouse.query('select * from clickstream_events');
  const rowsById = new Map(rows.map((row) => [row.event_id, row]));
  expect(rows).toHaveLength(4 * n);
  for (const { text, stored, event, refused, shared, neighbours } of cases) {
    expect(rowsById.get(event.eventId)).toMatchObject(rowOf(text, stored));
    expect(rowsById.get(shared.eventId)).toMatchObject({ event_name: 'shared', user_id: stored });
    for (const { eventId, eventName, pageTitle, properties } of neighbours)
      expect(rowsById.get(eventId)).toMatchObject({ event_name: eventName, page_title: pageTitle, properties });
    expect(rowsById.has(refused.eventId)).toBe(false);
  }
  const refusals = await warehouse.query('select event_name, reason, raw from rejected_events order by rejected_id');
  expect(refusals).toEqual(
    quarantined.map((raw, i) => ({
      event_name: TEXTS[i]?.[1],
      reason: 'pageUrl: must be a string',
      raw: raw.slice(0, 2000),
    })),
  );
  const sessions = await warehouse.query('select session_id, event_count::int as events from sessions');
  for (const [, stored] of TEXTS) expect(sessions).toContainEqual({ session_id: stored, events: 1 });
});
