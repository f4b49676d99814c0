import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEtl } from '../../etl/dist/index.js';
import { openLake } from '../../lake/dist/index.js';
import { startTestWarehouse, type TestWarehouse } from '../../warehouse/tests/helpers/test-warehouse.js';
import { openSink } from '../lib/shop/open-sink.mjs';
import { readOptions } from '../lib/shop/options.mjs';
import { simulate } from '../lib/shop/simulate.mjs';
import { LIVELY } from './helpers/made-shop.js';

const folder = mkdtempSync(join(tmpdir(), 'footfall-shop-'));
const truthFile = join(folder, 'truth.json');
const command = fileURLToPath(new URL('../check-shop.mjs', import.meta.url));
let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
  const options = readOptions(['--to', `lake:${join(folder, 'lake')}`, ...LIVELY]);
  writeFileSync(truthFile, JSON.stringify(await simulate(options, await openSink(options))));
  const quiet = () => {};
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const lake = openLake(pathToFileURL(join(folder, 'lake')).href);
  await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger } as never);
});
afterAll(async () => {
  await warehouse.stop();
  rmSync(folder, { recursive: true });
});

const check = () =>
  new Promise<string>((resolve) =>
    execFile(
      process.execPath,
      [command, '--truth', truthFile, '--database', warehouse.url('footfall_owner')],
      (_error, stdout, stderr) => resolve(stdout + stderr),
    ),
  );
const failures = (output: string) => output.split('\n').filter((line) => line.startsWith('FAIL'));
const named = (output: string, figure: string) => failures(output).some((line) => line.startsWith(`FAIL ${figure}:`));

describe('check-shop', () => {
  it('finds a loaded warehouse to be what is true, and sees each thing that is changed in it', async () => {
    const before = await check();
    expect(before).toMatch(/\d+ passed, \d+ failed\n$/);
    for (const figure of ['events', 'sessions', 'orders', 'dash.funnel', 'product views by product and currency'])
      expect(named(before, figure)).toBe(false);

    await warehouse.query(
      'delete from clickstream_events where event_id = (select min(event_id::text)::uuid from clickstream_events)',
      [],
      'footfall_owner',
    );
    await warehouse.query(
      'update orders set refunded = refunded + 0.01 where order_id = (select min(order_id) from orders)',
      [],
      'footfall_owner',
    );
    await warehouse.query(
      `update visit_days as v set has_product_view = not has_product_view
       from (select day, visit_number from visit_days where begins and not is_bot order by 1, 2 limit 1) as one
       where v.day = one.day and v.visit_number = one.visit_number`,
      [],
      'footfall_owner',
    );
    const after = await check();
    for (const figure of [
      'events',
      'events by name',
      'refunded by currency and day of the order',
      'each order: refunded',
      'dash.funnel',
    ])
      expect(named(after, figure)).toBe(true);
  });
});
