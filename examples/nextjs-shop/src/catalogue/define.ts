import type { Picture } from '../pictures/types';
import type { CatalogueProduct, CategorySlug } from './types';

/** A product as it is written in the catalogue files: prices in euros, the rest derived. */
interface Draft {
  name: string;
  brand: string;
  price: number;
  discount?: number;
  stock: number;
  added: string;
  featured?: boolean;
  description: string;
  specs: Record<string, string>;
  picture: Picture;
}

const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
const cents = (euros: number) => Math.round(euros * 100);

/** Numbers the drafts of one category from `firstNumber` on; append only, so that article numbers never move. */
export function define(category: CategorySlug, firstNumber: number, drafts: Draft[]): CatalogueProduct[] {
  return drafts.map((draft, index) => ({
    id: `NB-${firstNumber + index}`,
    slug: slugOf(draft.name),
    name: draft.name,
    brand: draft.brand,
    variantOf: null,
    variantName: null,
    category,
    priceCents: cents(draft.price),
    discountCents: draft.discount === undefined ? null : cents(draft.discount),
    description: draft.description,
    specs: Object.entries(draft.specs),
    stock: draft.stock,
    isFeatured: draft.featured ?? false,
    addedOn: draft.added,
    picture: draft.picture,
  }));
}
