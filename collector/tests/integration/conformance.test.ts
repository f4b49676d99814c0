import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES } from '@footfall/contract';
import { FolderLake, type Lake } from '@footfall/lake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG, type Front, fastifyFront, lambdaFront } from '../helpers/fronts.js';
import { linesOf, rawLines } from '../helpers/lake-lines.js';

const ID = '0199c0de-0000-7000-8000-000000000001';
const good = { eventId: ID, eventName: 'page_view' };
/** An object of so many keys. */
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));

describe.each([
  { name: 'Fastify server', open: fastifyFront },
  { name: 'Lambda handler', open: lambdaFront },
])('The collector as a $name', ({ open }) => {
  let folder: string;
  let lake: Lake;
  let front: Front;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footfall-collector-'));
    lake = new FolderLake(folder);
    front = await open(lake);
  });
  afterEach(async () => {
    await front.close();
    await rm(folder, { recursive: true, force: true });
  });
  const send = (body: unknown, headers: Record<string, string> = {}, path = '/clickstream') =>
    front.send({
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it.each([
    ['one event', good],
    ['an array', [good]],
    ['an envelope', { sentAt: '2026-11-22T15:00:00.000Z', sdk: { name: 'test', version: '1' }, events: [good] }],
  ])('accepts %s, in either content type and on either path', async (_form, body) => {
    for (const type of ['application/json', 'text/plain;charset=UTF-8'])
      for (const path of ['/clickstream', '/v1/events']) {
        const answer = await send(body, { 'content-type': type }, path);
        expect(answer.status).toBe(200);
        expect(answer.body).toEqual({ success: true, accepted: 1, rejected: [] });
      }
    expect(await linesOf(lake, 'events/')).toHaveLength(4);
  });

  it('tells browsers to take no answer for something else than it says', async () => {
    for (const body of [good, '{', [{}]])
      expect((await send(body)).headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });

  it('writes the event as sent, below the hour of receipt, with what it knows of the request', async () => {
    const event = { ...good, unknownField: { deep: [1, '\u0000', '😀'] }, _ingest: { receivedAt: 'forged' } };
    await send({
      sentAt: '2026-11-22T15:00:00.000Z',
      sdk: { name: 'test', version: '1' },
      common: { clientId: 'c', eventName: 'other' },
      events: [event],
    });
    const [stored] = await linesOf(lake, 'events/');
    const { _ingest: ingest, ...line } = stored?.line ?? {};
    expect(line).toEqual({ clientId: 'c', ...good, unknownField: event.unknownField });
    expect(ingest).toMatchObject({
      sentAt: '2026-11-22T15:00:00.000Z',
      sdk: 'test/1',
      method: 'POST',
      path: '/clickstream',
    });
    const { receivedAt } = ingest as { receivedAt: string };
    expect(Math.abs(Date.parse(receivedAt) - Date.now())).toBeLessThan(60_000);
    expect(stored?.key).toMatch(
      new RegExp(`^events/${receivedAt.slice(0, 13).replace(/[-T]/g, '/')}/[\\w-]+\\.ndjson\\.gz$`),
    );
  });

  it('keeps good events beside bad ones, and quarantines the bad with their reasons', async () => {
    const tooLarge = { eventName: 'x', padding: 'x'.repeat(33 * 1024) };
    const answer = await send([good, {}, { eventName: 'x', pageUrl: 5 }, tooLarge, 'text', { ...good, eventId: 'no' }]);
    expect(answer.status).toBe(200);
    expect(answer.body.accepted).toBe(1);
    expect(answer.body.rejected?.map(({ index, reason }) => `${index} ${reason.replace(/\d{4,}/g, 'N')}`)).toEqual([
      '1 eventName: is required',
      '2 pageUrl: must be a string',
      '3 event: has N bytes, more than N',
      '4 event: must be an object',
      '5 eventId: must be a UUID',
    ]);
    const rejected = await linesOf(lake, 'rejected/');
    expect(rejected.map(({ line }) => line.reason)).toEqual(answer.body.rejected?.map(({ reason }) => reason));
    expect(rejected[2]?.line.event).toEqual(tooLarge);
    expect(await linesOf(lake, 'events/')).toHaveLength(1);
  });

  it('refuses an event of very many keys alone, also where they are shared, doubled, below one another or its own', async () => {
    const common = { ...keys(150), own: keys(99) }; // 250 keys
    const most = { eventName: 'x', properties: keys(900), lists: [keys(1347)] }; // 2,250 keys
    const answer = await send({
      common,
      events: [
        most,
        { ...most, one: 'more' },
        { ...most, own: 1 },
        { ...most, properties: keys(50_000) },
        { eventName: 'x' },
      ],
    });
    const reason = 'event: has more than 2500 keys';
    expect(answer.body).toEqual({
      success: true,
      accepted: 3,
      rejected: [
        { index: 1, reason },
        { index: 3, reason },
      ],
    });
    expect((await linesOf(lake, 'rejected/')).map(({ line }) => line.reason)).toEqual([reason, reason]);
    const stored = (await linesOf(lake, 'events/')).map(({ line: { _ingest, ...event } }) => event);
    expect(stored).toEqual([
      { ...common, ...most },
      { ...common, ...most, own: 1 },
      { ...common, eventName: 'x' },
    ]);
    const doubled = await front.send({ body: `{"eventName":"x"${',"a":1'.repeat(3000)}}` });
    expect(doubled.body.accepted).toBe(1);
  });

  it('unpacks gzip', async () => {
    const answer = await front.send({
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify([good, good])),
    });
    expect(answer.body.accepted).toBe(2);
  });

  it.each([
    ['no body', { body: '' }, 400],
    ['a body that is not JSON', { body: '{"eventName":' }, 400],
    [
      'a body that is not UTF-8',
      { body: Uint8Array.from([0x22, 0xff, 0x22]), headers: { 'content-type': 'application/json' } },
      400,
    ],
    ['a number', { body: '5' }, 400],
    ['an envelope without an array', { body: '{"events":5}' }, 400],
    ['a body that is not gzip', { body: 'x', headers: { 'content-encoding': 'gzip' } }, 400],
    ['an origin that is not allowed', { body: '[]', headers: { origin: 'https://evil.example' } }, 403],
    ['a look-alike origin', { body: '[]', headers: { origin: 'https://shop.example.evil.example' } }, 403],
    ['a wrong server key', { body: '[]', headers: { authorization: 'Bearer nope' } }, 401],
    ['an unknown path', { body: '[]', path: '/nothing' }, 404],
    ['a wrong method', { method: 'PUT', body: '[]' }, 405],
    ['a body of 2 MiB', { body: JSON.stringify({ eventName: 'x'.repeat(2 * 1024 * 1024) }) }, 413],
    ['501 events', { body: JSON.stringify(Array(501).fill(good)) }, 413],
    ['a common part of 251 keys', { body: JSON.stringify({ common: { own: keys(250) }, events: [good] }) }, 413],
    [
      'a gzip bomb of 1 GiB',
      {
        body: Buffer.concat(Array(64).fill(gzipSync(Buffer.alloc(16 * 1024 * 1024)))),
        headers: { 'content-encoding': 'gzip', 'content-type': 'text/plain' },
      },
      413,
    ],
    [
      'gzip that is broken behind the limit, which is not unpacked as far as that,',
      {
        body: Buffer.concat([gzipSync(Buffer.alloc(2 * 1024 * 1024)).subarray(0, -8), Buffer.alloc(8)]),
        headers: { 'content-encoding': 'gzip', 'content-type': 'text/plain' },
      },
      413,
    ],
    ['a form', { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['brotli', { body: 'x', headers: { 'content-encoding': 'br' } }, 415],
  ])('refuses %s and stores nothing', async (_what, request, status) => {
    const answer = await front.send(request);
    expect(answer.status).toBe(status);
    expect(answer.body.success).toBe(false);
    expect(answer.body.message).toMatch(/^[A-Z]/);
    expect(JSON.stringify(answer.body)).not.toContain(folder);
    expect(await linesOf(lake, '')).toEqual([]);
  });

  it('names the methods it serves when it answers 405', async () => {
    expect((await front.send({ method: 'DELETE' })).headers.allow).toBe('POST, OPTIONS');
  });

  it('names what it takes when it answers 415', async () => {
    const form = await front.send({ body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(form.headers).toMatchObject({ accept: 'application/json, text/plain' });
    expect(form.headers).not.toHaveProperty('accept-encoding');
    const brotli = await front.send({ body: 'x', headers: { 'content-encoding': 'br' } });
    expect(brotli.headers).toMatchObject({ 'accept-encoding': 'gzip, identity' });
    expect(brotli.headers).not.toHaveProperty('accept');
  });

  it('lets allowed origins in, also their preflight, and never with credentials', async () => {
    for (const origin of ['http://localhost:3000', 'https://shop.example', 'https://de.shop.example']) {
      const preflight = await front.send({
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers['access-control-allow-headers']).toContain('x-footfall-key');
      const answer = await send(good, { origin });
      expect(answer.status).toBe(200);
      for (const { headers } of [preflight, answer]) {
        expect(headers['access-control-allow-origin']).toBe(origin);
        expect(headers.vary).toBe('origin');
        expect(headers).not.toHaveProperty('access-control-allow-credentials');
      }
    }
  });

  it('lets a refused browser read why', async () => {
    const answer = await front.send({ headers: { origin: 'https://shop.example' }, body: 'not json' });
    expect(answer.status).toBe(400);
    expect(answer.headers['access-control-allow-origin']).toBe('https://shop.example');
  });

  it('asks for the write key where one is set, in the header or the query', async () => {
    const locked = await open(lake, { ...CONFIG, writeKeys: ['old', 'new'] });
    const body = JSON.stringify(good);
    expect((await locked.send({ body })).status).toBe(401);
    expect((await locked.send({ body, path: '/clickstream?key=wrong' })).status).toBe(401);
    expect((await locked.send({ body, path: '/clickstream?key=new' })).status).toBe(200);
    expect((await locked.send({ body, headers: { 'x-footfall-key': 'old' } })).status).toBe(200);
    await locked.close();
  });

  it("marks what the shop's own server sends as trusted, and nothing else", async () => {
    await send(good, { authorization: 'Bearer server-secret' });
    await send({ ...good, _ingest: { trusted: true } });
    const trusted = (await linesOf(lake, 'events/')).map(({ line }) => (line._ingest as { trusted?: boolean }).trusted);
    expect(trusted.filter(Boolean)).toHaveLength(1);
  });

  it('keeps the neighbours of an event that is nested without end, and does not keep all of it', async () => {
    const answer = await front.send({ body: `[${JSON.stringify(good)},${'['.repeat(50_000)}${']'.repeat(50_000)}]` });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1, rejected: [{ index: 1 }] } });
    expect((await linesOf(lake, 'rejected/'))[0]?.line.event).toEqual({ isOmitted: 'nested too deep to be kept' });
  });

  it('does not repeat a huge common part under every event', async () => {
    const answer = await send({ common: { own: 'x'.repeat(900_000) }, events: Array(500).fill({ eventName: 'x' }) });
    expect(answer.status).toBe(413);
  });

  it('refuses a small request that the common part would make large, be its events good or bad', async () => {
    const own = 'x'.repeat(32_000);
    const common = JSON.stringify({ own });
    const numbers = JSON.stringify({ own: Array(6000).fill('1e20') }).replaceAll('"1e20"', '1e20');
    const spaces = `{"own":1${' '.repeat(500_000)}}`;
    const bodies = [
      ...['{"eventName":"x"}', '{}', '5'].map((event) => ({ common, name: 'events', count: 500, event })),
      { common, name: String.raw`\u0065vents`, count: 500, event: '{}' },
      { common: numbers, name: 'events', count: 50, event: '{}' },
      { common: spaces, name: 'events', count: 500, event: '{"eventName":"x"}' },
    ];
    for (const { common, name, count, event } of bodies) {
      const answer = await front.send({
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync(`{"common":${common},"${name}":[${Array(count).fill(event)}]}`),
      });
      expect(answer).toMatchObject({ status: 413, body: { success: false } });
      expect(answer.body.message).toMatch(/common part under each; send fewer at a time$/);
    }
    expect(await linesOf(lake, '')).toEqual([]);
  });

  it('takes the largest body with an ordinary common part, and a full batch of our tracker', async () => {
    const common = { own: 'x'.repeat(2038) }; // 2 KiB
    const event = { eventName: 'x', big: 'x'.repeat(2060) };
    const body = JSON.stringify({ common, events: Array(500).fill(event) });
    const room = MAX_BODY_BYTES - body.length;
    expect(room).toBeGreaterThanOrEqual(0);
    expect((await send(`${body}${' '.repeat(room)}`)).body.accepted).toBe(500);
    const full = { eventName: 'x', big: 'x'.repeat(20_000) };
    const ours = await send({ common: { own: 'x'.repeat(12_000) }, events: Array(50).fill(full) });
    expect(ours.body.accepted).toBe(50);
  });

  it('keeps what was sent to the letter: numbers beyond JavaScript, escapes, NUL and halves of surrogates', async () => {
    const events = [
      '{"eventName":"a","own":[12345678901234567890,1e400,-0,1.10]}',
      String.raw`{"eventName":"\u0062","own":"\u0000 \ud800 \"},{\\"}`,
      '{ "eventName" : "c", "own": { } }',
    ];
    const { body } = await front.send({
      body: `\ufeff {"x":"\\"}]","common":{"clientId":"c"},"events":[${events.join(' , ')}]} `,
    });
    expect(body).toEqual({ success: true, accepted: 3, rejected: [] });
    const lines = await rawLines(lake, 'events/');
    for (const [i, event] of events.entries()) expect(lines[i]).toContain(event.slice(1, -1));
    expect((await linesOf(lake, 'events/')).map(({ line }) => line.clientId)).toEqual(['c', 'c', 'c']);
  });

  it('writes an event of many lines, or with a key twice, as one plain line', async () => {
    const deep = `${'['.repeat(50)}${']'.repeat(50)}`;
    const body = `[${JSON.stringify({ ...good, own: { a: [1, 2] } }, null, 2)},\r\n{"eventName":"x","own":${deep},"own":1}]`;
    expect((await front.send({ body })).body.accepted).toBe(2);
    const lines = await rawLines(lake, 'events/');
    expect(lines).toHaveLength(2);
    expect(lines[1]).not.toContain('[[');
    expect((await linesOf(lake, 'events/'))[0]?.line.own).toEqual({ a: [1, 2] });
  });

  it('puts what is shared under each event, whose own fields win, and refuses by the whole', async () => {
    const own = 'x'.repeat(20_000);
    const answer = await send({
      common: { clientId: 'c', site: 's', own },
      events: [{ eventName: 'a' }, { eventName: 'b', clientId: 'mine' }, {}, 5, { eventName: 'c', big: own }],
    });
    expect(answer.body.accepted).toBe(2);
    expect(answer.body.rejected?.map(({ index }) => index)).toEqual([2, 3, 4]);
    const stored = (await linesOf(lake, 'events/')).map(({ line }) => [line.clientId, line.site]);
    expect(stored).toEqual([
      ['c', 's'],
      ['mine', 's'],
    ]);
    const named = await send({ common: { eventName: 'shared' }, events: [{}, { eventName: 'own' }] });
    expect(named.body.accepted).toBe(2);
    const wrong = await send({
      common: { pageUrl: 5 },
      events: [{ eventName: 'a' }, { eventName: 'b', pageUrl: '/' }],
    });
    expect(wrong.body).toMatchObject({ accepted: 1, rejected: [{ index: 0, reason: 'pageUrl: must be a string' }] });
  });

  it('is not harmed by keys that would change prototypes', async () => {
    const answer = await front.send({
      body: '{"common":{"__proto__":{"polluted":1}},"events":[{"eventName":"x","__proto__":{"polluted":1},"constructor":{"prototype":{}}}]}',
    });
    expect(answer.body.accepted).toBe(1);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('tells its version and whether the lake can be written', async () => {
    const answer = await front.send({ method: 'GET', path: '/health' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ success: true, version: '9.9.9', lake: { writable: true } });
  });

  it('answers 503 with Retry-After when the lake does not take it, and goes on when it does again', async () => {
    await rm(folder, { recursive: true });
    const { writeFile } = await import('node:fs/promises');
    await writeFile(folder, 'a file where the lake should be');
    const answer = await send(good);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toContain(folder);
    expect((await front.send({ method: 'GET', path: '/health' })).body.lake).toEqual({ writable: false });
    await rm(folder);
    expect((await send(good)).status).toBe(200);
    expect(await linesOf(lake, 'events/')).toHaveLength(1);
  });
});
