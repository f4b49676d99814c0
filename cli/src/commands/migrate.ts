import { shopSettings } from '@footfall/etl';
import { migrate as migrateWarehouse } from '@footfall/warehouse';
import { withStack } from '../stack/find-stack.js';
import { tellShop } from '../stack/shop-settings.js';

/** Brings the warehouse's schema up to date, tells it the shop's settings, and says what it did. */
export async function migrate(options: { data?: string; json?: boolean }): Promise<void> {
  const shop = shopSettings(process.env);
  await withStack(options.data, async ({ ownerUrl }) => {
    const result = await migrateWarehouse(ownerUrl);
    await tellShop(ownerUrl, shop);
    if (options.json) return console.log(JSON.stringify(result));
    for (const name of result.applied) console.log(`applied ${name}`);
    if (result.refreshed) console.log('models, dash views and rights are new');
    if (!result.refreshed && result.applied.length === 0) console.log('The warehouse is up to date.');
  });
}
