import { AUDIO } from './audio';
import { CABLES_POWER } from './cables-power';
import { CAMERAS_STANDS } from './cameras-stands';
import { DOCKS_STORAGE } from './docks-storage';
import { KEYBOARDS } from './keyboards';
import { LAPTOPS } from './laptops';
import { MICE } from './mice';
import { MONITORS } from './monitors';
import type { CatalogueProduct } from './types';
import { withVariants } from './variants';

/** Everything the shop sells; the seed of its database. */
export const CATALOGUE: readonly CatalogueProduct[] = withVariants([
  ...LAPTOPS,
  ...MONITORS,
  ...KEYBOARDS,
  ...MICE,
  ...AUDIO,
  ...DOCKS_STORAGE,
  ...CABLES_POWER,
  ...CAMERAS_STANDS,
]);
