import type { Picture } from '../pictures/types';

export type CategorySlug =
  | 'laptops'
  | 'monitors'
  | 'keyboards'
  | 'mice'
  | 'audio'
  | 'docks-storage'
  | 'cables-power'
  | 'cameras-stands';

/** A product as the shop's buyers enter it; money in cents. */
export interface CatalogueProduct {
  /** Article number: stable for ever, also the id that events carry. */
  id: string;
  slug: string;
  name: string;
  brand: string;
  /** The product of which this is another configuration; null for products themselves, which lists show. */
  variantOf: string | null;
  /** What it is among its variants; null where there is no choice. */
  variantName: string | null;
  category: CategorySlug;
  priceCents: number;
  /** The reduced price, where the product is on offer. */
  discountCents: number | null;
  description: string;
  specs: [label: string, value: string][];
  /** What the warehouse holds when the shop is seeded for the first time. */
  stock: number;
  isFeatured: boolean;
  /** ISO date on which the shop began to sell it. */
  addedOn: string;
  picture: Picture;
}
