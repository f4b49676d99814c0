import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3TestServer, startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import apiGateway from '../fixtures/api-gateway.json' with { type: 'json' };
import eventBridge from '../fixtures/eventbridge.json' with { type: 'json' };
import { invoke } from '../helpers/invoke.js';
import { type Packages, packageInto, sha256, unzip } from '../helpers/unzipped.js';

const BUCKET = 'footfall-raw';
/** Bytes of a zip; the collector's size is part of a shopper's first wait. */
const MOST_BYTES = { collector: 250_000, etl: 1_200_000 };

let folder: string;
let packages: Packages;
let said: string;
let s3: S3TestServer;
let warehouse: TestWarehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-packages-'));
  [{ packages, said }, s3, warehouse] = await Promise.all([
    packageInto(folder),
    startS3Server(BUCKET),
    startTestWarehouse(),
  ]);
});
afterAll(async () => {
  await Promise.all([s3.stop(), warehouse.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const unpacked = async (name: keyof Packages) => {
  const target = join(folder, `unzipped-${name}`);
  return { target, paths: await unzip(join(folder, packages[name].path), target) };
};

describe('npm run package', () => {
  it('makes the same bytes again, also in another time zone', async () => {
    const again = await packageInto(join(folder, 'again'), 'Asia/Tokyo');
    expect(again.packages).toEqual(packages);
    for (const { path, hash } of Object.values(packages)) {
      expect(sha256(await readFile(join(folder, path)))).toBe(hash);
      expect(sha256(await readFile(join(folder, 'again', path)))).toBe(hash);
    }
  });

  it('puts nothing into a zip but code and what it reads, and keeps within the sizes', async () => {
    expect((await unpacked('collector')).paths).toEqual(['THIRD_PARTY_NOTICES', 'index.mjs']);
    expect((await unpacked('etl')).paths).toEqual([
      'NOTICE',
      'THIRD_PARTY_NOTICES',
      'dist/index.mjs',
      'generated/countries.br',
    ]);
    expect(packages.collector.bytes).toBeLessThan(MOST_BYTES.collector);
    expect(packages.etl.bytes).toBeLessThan(MOST_BYTES.etl);
    for (const { hash } of Object.values(packages)) expect(said).toContain(hash);
  });

  it('writes source maps apart, which lead back to our sources', async () => {
    for (const [name, source] of [
      ['collector', 'collector/src/collect.ts'],
      ['etl', 'etl/src/run.ts'],
    ]) {
      const map = JSON.parse(await readFile(join(folder, 'maps', `${name}.mjs.map`), 'utf8'));
      expect(map.sources.some((path: string) => path.endsWith(source ?? ''))).toBe(true);
    }
  });
});

describe('The unpacked functions', () => {
  it('take what a tracker sent through API Gateway to S3, and from there by the schedule to the warehouse', async () => {
    const common = { FOOTFALL_LAKE: `s3://${BUCKET}`, FOOTFALL_S3_ENDPOINT: s3.endpoint };
    const collected = await invoke<{ statusCode: number; body: string }>((await unpacked('collector')).target, {
      handler: 'index.handler',
      env: { ...common, FOOTFALL_ALLOWED_ORIGINS: 'https://shop.example', FOOTFALL_WRITE_KEYS: 'wk_shop' },
      payload: apiGateway,
    });
    expect(collected.answer.statusCode).toBe(200);
    expect(JSON.parse(collected.answer.body)).toMatchObject({ accepted: 2, rejected: [{ index: 2 }] });
    expect(collected.log).toMatchObject([{ Route: 'collect', Accepted: 2, Rejected: 1, status: 200 }]);

    const { username, password, hostname, port, pathname } = new URL(warehouse.url('footfall_etl'));
    const { target } = await unpacked('etl');
    const run = () =>
      invoke<{ loaded: number }>(target, {
        handler: 'dist/index.handler',
        env: {
          ...common,
          DWH_HOST: hostname,
          DWH_PORT: port,
          DWH_USER: username,
          DWH_PASSWORD: decodeURIComponent(password),
          DWH_DATABASE: pathname.slice(1),
        },
        payload: eventBridge,
      });
    // no event is refused for what the package lacks; what the collector refused waits for nothing
    const countries = join(target, 'generated/countries.br');
    await rename(countries, `${countries}.away`);
    await expect(run()).rejects.toThrow(/countries cannot be read/);
    expect(await warehouse.query('select event_name from clickstream_events')).toEqual([]);
    expect(await warehouse.query("select from rejected_events where reason ~ 'mapped'")).toHaveLength(0);
    await rename(`${countries}.away`, countries);
    const loaded = await run();
    expect(loaded.answer).toMatchObject({ objects: 1, received: 2, loaded: 2, rejected: 0, isComplete: true });
    expect(await warehouse.query('select from rejected_events')).toHaveLength(1);
    expect(loaded.log.filter((line) => '_aws' in line)).toMatchObject([{ LoadedEvents: 2, Failed: 0 }]);
    expect(
      await warehouse.query(
        `select event_name, client_id, page_path, utm_source, context_product_price::text as price, country, browser
         from clickstream_events order by event_timestamp`,
      ),
    ).toEqual([
      { event_name: 'page_view', price: null, ...COMMON },
      { event_name: 'product_view', price: '79.99', ...COMMON },
    ]);
    expect(await warehouse.query('select trigger, status from etl_runs order by run_id')).toEqual([
      { trigger: 'eventbridge', status: 'failed' },
      { trigger: 'eventbridge', status: 'succeeded' },
    ]);
    expect(await warehouse.query('select channel from sessions')).toHaveLength(1);
  });
});

/** The country comes from the address, by the database that the package carries. */
const COMMON = {
  client_id: '4f9cKQ18Zy3_mJ0vRp2Xc',
  page_path: '/shoes/runner',
  utm_source: 'newsletter',
  country: 'DE',
  browser: 'Chrome',
};
