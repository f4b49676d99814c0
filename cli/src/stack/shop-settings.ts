import { applyShop, type ShopSettings } from '@footfall/etl';
import { withClient } from '@footfall/warehouse';

/** Tells the warehouse the shop's settings. @throws SettingsError where it knows no such zone */
export async function tellShop(ownerUrl: string, shop: ShopSettings): Promise<void> {
  await withClient(ownerUrl, (client) => applyShop(client, shop));
}
