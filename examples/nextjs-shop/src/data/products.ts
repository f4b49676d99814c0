import type { Queryable } from './database';

/** A product as the pages show it; money in cents. */
export interface Product {
  id: string;
  slug: string;
  name: string;
  brand: string;
  variantOf: string | null;
  variantName: string | null;
  category: string;
  priceCents: number;
  discountCents: number | null;
  description: string;
  specs: [label: string, value: string][];
  stock: number;
  addedOn: string;
}

export const SORT_ORDERS = ['featured', 'price-asc', 'price-desc', 'newest', 'name'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

export interface ProductFilter {
  categories?: readonly string[];
  slugs?: readonly string[];
  brands?: readonly string[];
  minCents?: number;
  maxCents?: number;
  inStock?: boolean;
  onOffer?: boolean;
  sort?: SortOrder;
  limit?: number;
}

/** The columns of a product under the names of {@link Product}; `p` is products, `i` inventory. */
export const PRODUCT_COLUMNS = `
  p.product_id as id, p.slug, p.name, p.brand, p.variant_of as "variantOf",
  p.variant_name as "variantName", p.category, p.price_cents as "priceCents",
  p.discount_cents as "discountCents", p.description, p.specs, i.quantity as stock, p.added_on as "addedOn"`;

const UNIT_CENTS = 'coalesce(p.discount_cents, p.price_cents)';

// Every order ends with the article number: the same query gives the same list, always.
const ORDER_BY: Record<SortOrder, string> = {
  featured: 'p.is_featured desc, (i.quantity > 0) desc, p.added_on desc, p.product_id',
  'price-asc': `${UNIT_CENTS}, p.product_id`,
  'price-desc': `${UNIT_CENTS} desc, p.product_id`,
  newest: 'p.added_on desc, p.product_id',
  name: 'p.name, p.product_id',
};

export async function findProduct(db: Queryable, slug: string): Promise<Product | undefined> {
  const { rows } = await db.query<Product>(
    `select ${PRODUCT_COLUMNS} from products p join inventory i using (product_id) where p.slug = $1`,
    [slug],
  );
  return rows[0];
}

export async function listProducts(db: Queryable, filter: ProductFilter): Promise<Product[]> {
  const { rows } = await db.query<Product>(
    `select ${PRODUCT_COLUMNS}
     from products p join inventory i using (product_id)
     where p.variant_of is null
       and ($1::text[] is null or p.category = any($1))
       and ($2::text[] is null or p.brand = any($2))
       and ($3::int is null or ${UNIT_CENTS} >= $3)
       and ($4::int is null or ${UNIT_CENTS} <= $4)
       and (not $5 or i.quantity > 0)
       and (not $6 or p.discount_cents is not null)
       and ($8::text[] is null or p.slug = any($8))
     order by ${ORDER_BY[filter.sort ?? 'featured']}
     limit $7`,
    [
      filter.categories ?? null,
      filter.brands?.length ? filter.brands : null,
      filter.minCents ?? null,
      filter.maxCents ?? null,
      filter.inStock ?? false,
      filter.onOffer ?? false,
      filter.limit ?? null,
      filter.slugs ?? null,
    ],
  );
  return rows;
}

export async function listBrands(db: Queryable, categories: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ brand: string }>(
    'select distinct brand from products where category = any($1) order by brand',
    [categories],
  );
  return rows.map((row) => row.brand);
}

/** A product with all its variants, itself first; it alone where there is no choice. */
export async function listVariants(db: Queryable, product: Product): Promise<Product[]> {
  const { rows } = await db.query<Product>(
    `select ${PRODUCT_COLUMNS}
     from products p join inventory i using (product_id)
     where p.product_id = $1 or p.variant_of = $1
     order by p.variant_of is not null, p.product_id`,
    [product.variantOf ?? product.id],
  );
  return rows;
}

/** Others of the category, the closest in price first. */
export async function listRelated(db: Queryable, product: Product, limit: number): Promise<Product[]> {
  const { rows } = await db.query<Product>(
    `select ${PRODUCT_COLUMNS}
     from products p join inventory i using (product_id)
     where p.category = $1 and p.product_id <> coalesce($5, $2) and p.variant_of is null
     order by abs(${UNIT_CENTS} - $3), p.product_id
     limit $4`,
    [product.category, product.id, product.discountCents ?? product.priceCents, limit, product.variantOf],
  );
  return rows;
}

const escapeLike = (word: string) => word.replaceAll(/[\\%_]/g, '\\$&');

/** Products in which every word of the query occurs; those that have them in the name come first. */
export async function searchProducts(db: Queryable, query: string, limit = 60): Promise<Product[]> {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const { rows } = await db.query<Product>(
    `select ${PRODUCT_COLUMNS}
     from products p join inventory i using (product_id)
     where p.variant_of is null and lower(concat_ws(' ', p.name, p.brand, replace(p.category, '-', ' '), p.description, p.specs::text)) like all ($1)
     order by lower(p.name) like all ($1) desc, ${ORDER_BY.featured}
     limit $2`,
    [words.map((word) => `%${escapeLike(word)}%`), limit],
  );
  return rows;
}

export interface Suggestion {
  slug: string;
  name: string;
}

/** Names to offer while somebody types: those with a word that begins like the last one typed. */
export async function suggestProducts(db: Queryable, typed: string, limit: number): Promise<Suggestion[]> {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const { rows } = await db.query<Suggestion>(
    `select p.slug, p.name
     from products p join inventory i using (product_id)
     where p.variant_of is null and ' ' || lower(p.name) || ' ' || replace(p.category, '-', ' ') like all ($1)
     order by ${ORDER_BY.featured}
     limit $2`,
    [words.map((word) => `% ${escapeLike(word)}%`), limit],
  );
  return rows;
}
