import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { footfall, makeShop } from './etl/footfall.mjs';
import { round } from './report.mjs';
import { startWarehouse } from './warehouse.mjs';

/** What a benchmark of the dashboards looks back on. */
const DAYS = 90;

/**
 * Makes a shop of so many events over 90 days, has footfall load it into a warehouse of its own, and gives that to `work`.
 * @param folder where lake and warehouse are made for the time being; the system's temporary folder where it is undefined
 */
export async function withShopWarehouse({ events, folder: place = tmpdir() }, work) {
  const folder = mkdtempSync(join(place, 'footfall-bench-warehouse-'));
  const warehouse = await startWarehouse(folder);
  try {
    const lake = join(folder, 'lake');
    await makeShop(events, lake, { days: DAYS });
    const run = await footfall(['etl'], { lake: pathToFileURL(lake).href, warehouse });
    console.log(`${run.loaded} events of ${DAYS} days loaded in ${round(run.seconds)} s`);
    await work(warehouse);
  } finally {
    await warehouse.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
