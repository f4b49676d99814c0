import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { createServer } from '../../collector/dist/index.js';
import { FolderLake, openLake, rawLines } from '../../lake/dist/index.js';
import { openSink } from '../lib/shop/open-sink.mjs';
import { readOptions } from '../lib/shop/options.mjs';
import { simulate } from '../lib/shop/simulate.mjs';
import { countBy, type Line } from './helpers/made-shop.js';

const folder = mkdtempSync(join(tmpdir(), 'footfall-shop-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FEW = [
  '--events',
  '2000',
  '--days',
  '6',
  '--seed',
  '7',
  '--products',
  '60',
  '--invalid',
  '0.02',
  '--repeat',
  '0.2',
];
const SERVER_KEY = 'a-key-of-the-shops-own-server';

async function run(args: string[]) {
  const options = readOptions([...FEW, ...args]);
  return simulate(options, await openSink(options));
}

async function readLake(url: string, prefix: string): Promise<Line[]> {
  const lake = openLake(url);
  const lines: Line[] = [];
  for await (const { key } of lake.list(prefix))
    for await (const some of rawLines(key, await lake.get(key)))
      lines.push(...some.map((line) => JSON.parse(line.toString())));
  return lines;
}

describe('a made-up shop', () => {
  it('sends to a collector what then stands in its lake, with agents, countries and trust', async () => {
    const lake = new FolderLake(join(folder, 'lake'));
    const config = {
      ...{ allowedOrigins: ['http://localhost:*'], writeKeys: ['w'], serverKeys: [SERVER_KEY], keepFullIp: false },
      ...{ version: '0', countryHeader: 'x-country', rates: { address: { perSecond: 1e6, burst: 1e6 } } },
    };
    const server = createServer({ config, lake, logger: pino({ level: 'silent' }) });
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const keys = ['--key', 'w', '--server-key', SERVER_KEY, '--country-header', 'x-country'];
    const truth = await run(['--to', `collector:${url}/clickstream`, ...keys]).finally(() => server.close());

    const lines = await readLake(lake.url, 'events/');
    const refused = await readLake(lake.url, 'rejected/');
    const events = [...new Map(lines.map((line) => [line.eventId, line])).values()];
    expect(lines.length).toBe(truth.lines.events);
    expect(events.length).toBe(truth.events);
    expect(countBy(refused, ({ reason }) => reason)).toEqual(truth.refused);
    expect(events.filter(({ _ingest }) => _ingest.trusted).length).toBe(truth.server.events);
    expect(events.some(({ _ingest }) => _ingest.country === 'DE')).toBe(true);
    expect(events.some(({ _ingest }) => _ingest.userAgent.includes('iPhone'))).toBe(true);
    expect(JSON.stringify(truth)).not.toContain(SERVER_KEY);
  });

  it('says so when a collector refuses it, and stops', async () => {
    const lake = new FolderLake(join(folder, 'closed'));
    const config = { allowedOrigins: [], writeKeys: ['w'], serverKeys: [], keepFullIp: false, version: '0' };
    const server = createServer({ config, lake, logger: pino({ level: 'silent' }) });
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    await expect(run(['--to', `collector:${url}/clickstream`]).finally(() => server.close())).rejects.toThrow(
      /answered 40[13]/,
    );
  });

  it('writes NDJSON, packed where the name says so, and never over a file', async () => {
    const file = join(folder, 'shop.ndjson.gz');
    const truth = await run(['--to', `ndjson:${file}`]);
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
    expect(lines.length).toBe(truth.lines.events + truth.lines.rejected);
    for (const line of lines) expect(JSON.parse(line)).not.toHaveProperty('_ingest');
    await expect(run(['--to', `ndjson:${file}`])).rejects.toThrow(/EEXIST/);
  });

  it('refuses a lake that holds events', async () => {
    await run(['--to', `lake:${join(folder, 'twice')}`]);
    await expect(run(['--to', `lake:${join(folder, 'twice')}`])).rejects.toThrow(/name an empty folder/);
  });

  it.each([
    [['--to', 'somewhere'], /--to must say where/],
    [['--to', 'lake:x', '--days', '0'], /--days must be a whole number from 1/],
    [['--to', 'lake:x', '--bots', '2'], /--bots must be a share/],
    [['--to', 'lake:x', '--zone', 'Mars'], /--zone must be a time zone/],
    [['--to', 'lake:x', '--end', 'soon'], /--end must be an ISO 8601 time/],
    [['--to', 'ndjson:x', '--days', '120'], /89 days before now/],
    [['--to', 'lake:x', '--size', '3'], /--size/],
  ])('says what is wrong with %j', (args, why) => {
    expect(() => readOptions(args)).toThrow(why);
  });
});
