import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake, type Lake } from '@footfall/lake';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG, type Front, fastifyFront, lambdaFront } from '../helpers/fronts.js';
import { linesOf } from '../helpers/lake-lines.js';

const body = JSON.stringify({ eventName: 'page_view', userId: 'u-1' });
const POOL = 'eu-central-1_AbCdEfGhI';
const ISSUER = `https://cognito-idp.eu-central-1.amazonaws.com/${POOL}`;

describe.each([
  { name: 'Fastify server', open: fastifyFront, peer: '127.0.0.1' },
  { name: 'Lambda handler', open: lambdaFront, peer: '203.0.113.77' },
])('Who may send to the $name, and as whom', ({ open, peer }) => {
  let folder: string;
  let lake: Lake;
  const opened: Front[] = [];
  const front = async (config: Partial<typeof CONFIG>, extra = {}) => {
    opened.push(await open(lake, { ...CONFIG, ...config }, extra));
    return opened.at(-1) as Front;
  };
  const ingests = async () =>
    (await linesOf(lake, 'events/')).map(({ line }) => line._ingest as Record<string, unknown>);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footfall-access-'));
    lake = new FolderLake(folder);
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe('by write keys', () => {
    it('takes each key in its time, so that an old and a new one can overlap', async () => {
      const soon = new Date(Date.now() + 3_600_000);
      const past = new Date(Date.now() - 3_600_000);
      const locked = await front({
        writeKeys: [
          { key: 'ending', origins: [], until: soon },
          { key: 'beginning', origins: [], from: past },
          { key: 'ended', origins: [], until: past },
          { key: 'not-yet', origins: [], from: soon },
        ],
      });
      const statuses = [];
      for (const key of ['ending', 'beginning', 'ended', 'not-yet'])
        statuses.push((await locked.send({ body, headers: { 'x-footfall-key': key } })).status);
      expect(statuses).toEqual([200, 200, 401, 401]);
    });

    it('takes a key that names origins from those only', async () => {
      const locked = await front({ writeKeys: [{ key: 'de', origins: ['https://de.shop.example'] }, 'any'] });
      const status = async (key: string, origin?: string) =>
        (await locked.send({ body, headers: { 'x-footfall-key': key, ...(origin && { origin }) } })).status;
      expect(await status('de', 'https://de.shop.example')).toBe(200);
      expect(await status('de', 'https://fr.shop.example')).toBe(401);
      expect(await status('de')).toBe(401);
      expect(await status('any', 'https://fr.shop.example')).toBe(200);
    });

    it('asks no write key of a server key, and no key of a preflight', async () => {
      const locked = await front({ writeKeys: ['k'] });
      expect((await locked.send({ body, headers: { authorization: 'Bearer server-secret' } })).status).toBe(200);
      const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
      expect((await locked.send({ method: 'OPTIONS', headers })).status).toBe(204);
    });
  });

  describe('by server keys', () => {
    const KEY = 'ff2f1b6f8e0f4c3c9d1f5f0b3f3f8a77';
    const HASH = `sha256:${createHash('sha256').update(KEY).digest('hex')}`;

    it('knows a key by its hash alone, and takes the hash for no key', async () => {
      const hashed = await front({ serverKeys: [HASH, 'plain'] });
      const status = async (key: string) =>
        (await hashed.send({ body, headers: { authorization: `Bearer ${key}` } })).status;
      expect([await status(KEY), await status('plain'), await status(HASH), await status(HASH.slice(7))]).toEqual([
        200, 200, 401, 401,
      ]);
      expect((await ingests()).map(({ trusted }) => trusted)).toEqual([true, true]);
    });
  });

  describe('through proxies', () => {
    const headers = { 'x-forwarded-for': '198.51.100.9, 192.0.2.44', 'cloudfront-viewer-country': 'de' };

    it('believes no forwarding header and no country unless told to', async () => {
      await (await front({})).send({ body, headers });
      const [ingest] = await ingests();
      expect(ingest?.sourceIp).toBe(peer.replace(/\d+$/, '0'));
      expect(ingest).not.toHaveProperty('country');
    });

    it('believes them from trusted proxies, as far as the chain is trusted', async () => {
      const trusting = { keepFullIp: true, countryHeader: 'cloudfront-viewer-country' };
      await (await front({ ...trusting, trustedProxies: [peer] })).send({ body, headers });
      await (await front({ ...trusting, trustedProxies: [`${peer}/32`, '192.0.2.0/24'] })).send({ body, headers });
      await (await front({ ...trusting, trustedProxies: ['10.0.0.0/8'] })).send({ body, headers });
      await (await front(trusting)).send({ body, headers });
      expect((await ingests()).map(({ sourceIp, country }) => [sourceIp, country])).toEqual([
        ['192.0.2.44', 'DE'],
        ['198.51.100.9', 'DE'],
        [peer, undefined],
        [peer, 'DE'],
      ]);
    });

    it.each(['Germany', 'XX', '1', ''])('takes %j for no country', async (country) => {
      const told = await front({ countryHeader: 'cloudfront-viewer-country' });
      await told.send({ body, headers: { 'cloudfront-viewer-country': country } });
      expect((await ingests())[0]).not.toHaveProperty('country');
    });
  });

  describe("by a shopper's token", () => {
    const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
    let jwks: Server;
    let fetched: string[];
    beforeAll(async () => {
      const keys = [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }];
      jwks = createHttpServer((request, response) => {
        fetched.push(request.url ?? '');
        response.end(JSON.stringify({ keys }));
      });
      await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => jwks.close());
    beforeEach(() => {
      fetched = [];
    });

    /** Cognito's address is not ours to answer for: what would go there goes to the local server. */
    const fetcher = {
      fetch: async (uri: string) => {
        const { port } = jwks.address() as AddressInfo;
        return (await fetch(`http://127.0.0.1:${port}${new URL(uri).pathname}`)).arrayBuffer();
      },
    };
    const cognito = { userPoolId: POOL, clientIds: ['client-1'], userClaim: 'sub' };
    const now = () => Math.floor(Date.now() / 1000);
    const claims = () => ({
      sub: 'u-1',
      iss: ISSUER,
      aud: 'client-1',
      token_use: 'id',
      iat: now(),
      exp: now() + 3600,
    });
    const token = (payload: object, key: KeyObject = ours.privateKey, header: object = { alg: 'RS256', kid: 'k1' }) => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const signed = `${part(header)}.${part(payload)}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
    };
    const sendWith = async (bearer: string, config: Partial<typeof CONFIG> = {}) => {
      const told = await front({ cognito, ...config }, { fetcher });
      const events = [{ eventName: 'a', userId: 'u-1' }, { eventName: 'b', userId: 'u-2' }, { eventName: 'c' }];
      const headers = { authorization: `Bearer ${bearer}` };
      const { status } = await told.send({ body: JSON.stringify(events), headers });
      return { status, marks: (await ingests()).map(({ userVerified, trusted }) => [userVerified, trusted]) };
    };
    const NONE = [undefined, undefined];

    it('marks the events of the user whom it proves, and no other', async () => {
      expect(await sendWith(token(claims()))).toEqual({ status: 200, marks: [[true, undefined], NONE, NONE] });
      expect(fetched).toEqual([`/${POOL}/.well-known/jwks.json`]);
    });

    it("looks at an event's own user where it names one, be it nobody, and else at the shared one", async () => {
      const told = await front({ cognito }, { fetcher });
      const events = [{}, { userId: null }, { userId: 'u-2' }, { userId: 'u-1' }, { userId: null, clientId: 'own' }];
      const named = events.map((event) => ({ eventName: 'a', ...event }));
      const headers = { authorization: `Bearer ${token(claims())}` };
      for (const common of [{ userId: 'u-1' }, { userId: 'u-1', clientId: 'c' }, { userId: 'u-2' }])
        await told.send({ body: JSON.stringify({ common, events: named }), headers });
      const marked = (await linesOf(lake, 'events/')).filter(
        ({ line }) => (line._ingest as { userVerified?: boolean }).userVerified,
      );
      expect(marked.map(({ line }) => line.userId)).toEqual(Array(5).fill('u-1'));
    });

    it('takes access tokens as well', async () => {
      const { aud: client_id, ...rest } = claims();
      const { marks } = await sendWith(token({ ...rest, client_id, token_use: 'access' }));
      expect(marks[0]).toEqual([true, undefined]);
    });

    it.each([
      ['of another pool', () => token({ ...claims(), iss: `${ISSUER}x` })],
      ['for another client', () => token({ ...claims(), aud: 'client-2' })],
      ['that ran out', () => token({ ...claims(), exp: now() - 10 })],
      ['signed by somebody else', () => token(claims(), foreign.privateKey)],
      ['signed by an unknown key', () => token(claims(), foreign.privateKey, { alg: 'RS256', kid: 'k2' })],
      ['without a signature', () => `${token(claims(), ours.privateKey, { alg: 'none' }).replace(/[^.]+$/, '')}x`],
      ['that is none', () => 'a.b.c'],
    ])('takes the events of one %s, unmarked', async (_what, make) => {
      expect(await sendWith(make())).toEqual({ status: 200, marks: [NONE, NONE, NONE] });
    });

    it('does not make up for a missing write key', async () => {
      expect((await sendWith(token(claims()), { writeKeys: ['k'] })).status).toBe(401);
    });

    it('cannot be forged in the event', async () => {
      const told = await front({ cognito }, { fetcher });
      await told.send({ body: '{"eventName":"a","userId":"u-1","_ingest":{"userVerified":true,"trusted":true}}' });
      expect((await ingests())[0]).not.toHaveProperty('userVerified');
    });
  });
});
