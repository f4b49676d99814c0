import { describe, expect, it } from 'vitest';
import { truncateAddress } from '../../src/addresses.js';
import { collectorSettings, LOCAL_ORIGINS } from '../../src/env.js';
import { groupCommit } from '../../src/group-commit.js';
import { originTest } from '../../src/origins.js';
import { rateLimit } from '../../src/rate-limit.js';
import type { SinkLines } from '../../src/sink.js';

describe('Origins', () => {
  it.each([
    ['http://localhost:3000', true],
    ['http://localhost', true],
    ['http://127.0.0.1:80', true],
    ['http://localhost:3000.evil.example', false],
    ['http://localhost@evil.example', false],
    ['https://localhost:3000', false],
    ['null', false],
  ])('on one machine, %s is allowed: %s', (origin, allowed) => {
    expect(originTest(LOCAL_ORIGINS)(origin)).toBe(allowed);
  });

  it('a star for subdomains is neither the domain itself nor another one', () => {
    const isAllowed = originTest(['https://*.shop.example']);
    expect(isAllowed('https://a.b.shop.example')).toBe(true);
    expect(isAllowed('https://shop.example')).toBe(false);
    expect(isAllowed('https://evil-shop.example')).toBe(false);
    expect(isAllowed('https://x.example/.shop.example')).toBe(false);
  });
});

describe('Client addresses', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0'],
    ['::ffff:203.0.113.77', '203.0.113.0'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::'],
    ['2001:db8::1', '2001:db8:0::'],
    ['::1', '0:0:0::'],
    ['garbage', undefined],
  ])('%s is cut to %s', (address, network) => expect(truncateAddress(address)).toBe(network));
});

describe('The rate limit', () => {
  it('lets a burst through, then one request for each token that has grown', () => {
    let now = 0;
    const limit = rateLimit({ perSecond: 2, burst: 3, now: () => now });
    expect([1, 2, 3].map(() => limit('a'))).toEqual([0, 0, 0]);
    expect(limit('a')).toBe(1);
    expect(limit('b')).toBe(0);
    now = 500;
    expect(limit('a')).toBe(0);
    expect(limit('a')).toBe(1);
  });

  it('forgets callers beyond its bound, the longest unseen first', () => {
    const limit = rateLimit({ perSecond: 1, burst: 1, maxCallers: 2, now: () => 0 });
    limit('a');
    limit('b');
    limit('c');
    expect(limit('a')).toBe(0);
    expect(limit('c')).toBe(1);
  });
});

describe('Group commit', () => {
  const at = new Date('2026-11-22T15:59:59Z');
  const options = { maxWaitMs: 1, maxGroupBytes: 1000, maxPendingBytes: 2000 };

  it('writes concurrent requests together and answers each when that is done', async () => {
    const written: SinkLines[] = [];
    const sink = groupCommit(async (lines) => void written.push(lines), options);
    await Promise.all(
      ['a', 'b', 'c'].map((line) => sink({ receivedAt: at, events: [Buffer.from(line)], rejected: [] })),
    );
    expect(written.map(({ events }) => events.map(String))).toEqual([['a', 'b', 'c']]);
  });

  it('keeps hours apart', async () => {
    const written: SinkLines[] = [];
    const sink = groupCommit(async (lines) => void written.push(lines), options);
    const next = new Date('2026-11-22T16:00:00Z');
    await Promise.all([at, next].map((receivedAt) => sink({ receivedAt, events: [Buffer.from('x')], rejected: [] })));
    expect(written).toHaveLength(2);
  });

  it('lets the next group grow while the lake is busy', async () => {
    const written: number[] = [];
    const release: (() => void)[] = [];
    const sink = groupCommit(
      ({ events }) => {
        written.push(events.length);
        return new Promise((resolve) => release.push(resolve));
      },
      { ...options, maxWrites: 1 },
    );
    const line = { receivedAt: at, events: [Buffer.from('x')], rejected: [] };
    const first = sink(line);
    await expect.poll(() => written).toEqual([1]);
    const rest = [];
    for (let i = 0; i < 3; i++) {
      rest.push(sink(line));
      await new Promise((resolve) => setTimeout(resolve, 2 * options.maxWaitMs));
    }
    expect(written).toEqual([1]);
    release[0]?.();
    await first;
    await expect.poll(() => written).toEqual([1, 3]);
    release[1]?.();
    await Promise.all(rest);
  });

  it('fails every request of a group that could not be written, and takes new ones after', async () => {
    let works = false;
    const sink = groupCommit(async () => {
      if (!works) throw new Error('disk full');
    }, options);
    const line = { receivedAt: at, events: [Buffer.from('x')], rejected: [] };
    await Promise.all([1, 2].map(() => expect(sink(line)).rejects.toThrow('disk full')));
    works = true;
    await expect(sink(line)).resolves.toBeUndefined();
  });

  it('gives up a request in time though it waits behind writes that hang, and forgets what nobody waits for', async () => {
    let writes = 0;
    const hangs = () => {
      writes++;
      return new Promise<void>(() => {});
    };
    const sink = groupCommit(hangs, { ...options, maxWrites: 1, giveUpMs: 100 });
    const line = { receivedAt: at, events: [Buffer.from('x')], rejected: [] };
    const first = expect(sink(line)).rejects.toThrow(/too long/);
    await expect.poll(() => writes).toBe(1);
    const start = performance.now();
    await expect(sink(line)).rejects.toThrow(/too long/);
    expect(performance.now() - start).toBeLessThan(500);
    await first;
    expect({ writes, pending: sink.pendingBytes() }).toEqual({ writes: 1, pending: 1 }); // the one that hangs is held still
  });

  it('takes nothing more after its end', async () => {
    const sink = groupCommit(async () => {}, options);
    sink.end();
    await expect(sink({ receivedAt: at, events: [Buffer.from('x')], rejected: [] })).rejects.toThrow(/stopped/);
  });

  it('refuses more than it may hold in memory', async () => {
    let release = () => {};
    const sink = groupCommit(() => new Promise((resolve) => (release = resolve)), options);
    const large = { receivedAt: at, events: [Buffer.alloc(1500)], rejected: [] };
    const first = sink(large);
    await expect(sink(large)).rejects.toThrow(/waiting/);
    release();
    await first;
  });
});

describe('Settings', () => {
  it('take the older name of the bucket', () => {
    expect(collectorSettings({ RAW_BUCKET: 'raw' }, '1').lakeUrl).toBe('s3://raw');
  });

  it('read keys with their times and origins, networks, rates and the user pool', () => {
    const { config } = collectorSettings(
      {
        FOOTFALL_LAKE: 's3://x',
        FOOTFALL_WRITE_KEYS: 'old;until=2026-12-01, de;origin=https://de.shop.example;from=2026-11-22',
        FOOTFALL_TRUSTED_PROXIES: '10.0.0.0/8,::1',
        FOOTFALL_COUNTRY_HEADER: 'CloudFront-Viewer-Country',
        FOOTFALL_COGNITO_USER_POOL: 'eu-central-1_AbCdEfGhI',
        FOOTFALL_COGNITO_CLIENTS: 'a,b',
        FOOTFALL_RATE_PER_ADDRESS: '10/20',
        FOOTFALL_GROUP_MS: '100',
      },
      '1',
    );
    expect(config).toMatchObject({
      writeKeys: [
        { key: 'old', origins: [], until: new Date('2026-12-01') },
        { key: 'de', origins: ['https://de.shop.example'], from: new Date('2026-11-22') },
      ],
      trustedProxies: ['10.0.0.0/8', '::1'],
      countryHeader: 'cloudfront-viewer-country',
      cognito: { userPoolId: 'eu-central-1_AbCdEfGhI', clientIds: ['a', 'b'], userClaim: 'sub' },
      rates: { address: { perSecond: 10, burst: 20 } },
      groupCommit: { maxWaitMs: 100 },
    });
  });

  it.each([
    [{ FOOTFALL_ALLOWED_ORIGINS: 'https://*' }, /FOOTFALL_ALLOWED_ORIGINS/],
    [{ FOOTFALL_ALLOWED_ORIGINS: 'https://shop.*' }, /FOOTFALL_ALLOWED_ORIGINS/],
    [{ FOOTFALL_WRITE_KEYS: 'secret;until=soon' }, /^FOOTFALL_WRITE_KEYS(?!.*secret)/],
    [{ FOOTFALL_TRUSTED_PROXIES: '10.0.0.0/33' }, /FOOTFALL_TRUSTED_PROXIES/],
    [{ FOOTFALL_METRICS_FROM: 'localhost' }, /FOOTFALL_METRICS_FROM/],
    [{ FOOTFALL_COGNITO_USER_POOL: 'pool' }, /FOOTFALL_COGNITO_USER_POOL/],
    [{ FOOTFALL_COGNITO_USER_POOL: 'eu-central-1_AbCdEfGhI' }, /FOOTFALL_COGNITO_CLIENTS/],
    [{ FOOTFALL_RATE_PER_KEY: '10' }, /FOOTFALL_RATE_PER_KEY/],
    [{ FOOTFALL_GROUP_BYTES: '-1' }, /FOOTFALL_GROUP_BYTES/],
    [{ FOOTFALL_GROUP_BYTES: String(64 * 1024 * 1024) }, /FOOTFALL_GROUP_BYTES/],
    [{ FOOTFALL_GROUP_MS: '1001' }, /FOOTFALL_GROUP_MS.*1000/],
    [{ FOOTFALL_WRITE_KEYS: ',' }, /FOOTFALL_WRITE_KEYS/],
    [{ FOOTFALL_WRITE_KEYS: '' }, /FOOTFALL_WRITE_KEYS/],
    [{ FOOTFALL_WRITE_KEYS: 'k,;until=2026-12-01' }, /FOOTFALL_WRITE_KEYS/],
    [{ FOOTFALL_SERVER_KEYS: 'k,sha256:abc' }, /^FOOTFALL_SERVER_KEYS(?!.*abc)/],
    [{ FOOTFALL_COUNTRY_HEADER: 'CloudFront Viewer: Country' }, /FOOTFALL_COUNTRY_HEADER/],
    [{ FOOTFALL_LOG_LEVEL: 'loud' }, /FOOTFALL_LOG_LEVEL/],
  ])('that are wrong are named, without their secrets: %o', (env, message) => {
    expect(() => collectorSettings({ FOOTFALL_LAKE: 's3://x', ...env }, '1')).toThrow(message);
  });

  it.each([
    [{}, /FOOTFALL_LAKE/],
    [{ FOOTFALL_LAKE: 's3://x', FOOTFALL_ALLOWED_ORIGINS: 'shop.example' }, /FOOTFALL_ALLOWED_ORIGINS/],
    [{ FOOTFALL_LAKE: 's3://x', FOOTFALL_KEEP_FULL_IP: 'yes' }, /FOOTFALL_KEEP_FULL_IP/],
  ])('that are wrong are named: %o', (env, message) => {
    expect(() => collectorSettings(env, '1')).toThrow(message);
  });
});
