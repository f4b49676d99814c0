import { type ProductFilter, SORT_ORDERS, type SortOrder } from '../data';

export type Query = Record<string, string | string[] | undefined>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
const all = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());

/** Euros as typed into a filter, in cents; undefined for nothing or nonsense. */
function cents(value: string | undefined): number | undefined {
  const euros = Number.parseFloat(value ?? '');
  return euros >= 0 && euros <= 1_000_000 ? Math.round(euros * 100) : undefined;
}

/** What a category page's address asks for; whatever it cannot read, it leaves out. */
export interface ListingQuery extends Required<Pick<ProductFilter, 'inStock' | 'onOffer' | 'sort'>> {
  brands: string[];
  minCents: number | undefined;
  maxCents: number | undefined;
}

export function readListingQuery(query: Query): ListingQuery {
  const sort = first(query.sort);
  return {
    brands: all(query.brand),
    minCents: cents(first(query.min)),
    maxCents: cents(first(query.max)),
    inStock: first(query.stock) === '1',
    onOffer: first(query.offer) === '1',
    sort: SORT_ORDERS.find((order) => order === sort) ?? ('featured' satisfies SortOrder),
  };
}

/** The search words of an address, bounded. */
export const readSearchWords = (query: Query) => (first(query.q) ?? '').trim().slice(0, 100);
