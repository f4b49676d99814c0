import type { Tone } from '../pictures/types';
import type { CatalogueProduct } from './types';

/** A further configuration of a product, sold under its own article number, price and stock. */
interface Variant {
  /** Stands behind the product's article number; never used again for something else. */
  code: string;
  label: string;
  /** Euros on top of the product's own price. */
  extra: number;
  stock: number;
  specs?: Record<string, string>;
  tone?: Tone;
}

interface Choice {
  /** What the product itself is among its variants. */
  own: string;
  others: Variant[];
}

const memory = (code: string, gb: number, storage: string, extra: number, stock: number): Variant => ({
  code,
  label: `${gb} GB · ${storage}`,
  extra,
  stock,
  specs: { Memory: `${gb} GB`, Storage: `${storage} SSD` },
});
const colour = (code: string, label: string, tone: Tone, stock: number, extra = 0): Variant => ({
  code,
  label,
  extra,
  stock,
  tone,
});

/** By the article number of the product they belong to. */
const CHOICES: Readonly<Record<string, Choice>> = {
  'NB-1001': {
    own: '16 GB · 512 GB',
    others: [memory('B', 16, '1 TB', 150, 22), memory('C', 32, '1 TB', 400, 9)],
  },
  'NB-1002': {
    own: '16 GB · 1 TB',
    others: [memory('B', 32, '1 TB', 250, 12), memory('C', 32, '2 TB', 450, 0)],
  },
  'NB-1004': { own: '16 GB · 512 GB', others: [memory('B', 32, '1 TB', 350, 16)] },
  'NB-1008': { own: '16 GB · 512 GB', others: [memory('B', 32, '1 TB', 320, 20)] },
  'NB-1011': { own: '16 GB · 1 TB', others: [memory('B', 32, '2 TB', 380, 6)] },
  'NB-4001': {
    own: 'Graphite',
    others: [colour('B', 'White', 'white', 60), colour('C', 'Midnight', 'midnight', 35)],
  },
  'NB-4006': { own: 'Silver', others: [colour('B', 'Black', 'black', 40), colour('C', 'Sage', 'sage', 0)] },
  'NB-5005': { own: 'White', others: [colour('B', 'Black', 'black', 45), colour('C', 'Copper', 'copper', 12, 10)] },
  'NB-5006': { own: 'Black', others: [colour('B', 'White', 'white', 15)] },
};

const slugPart = (label: string) => label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

function toProduct(base: CatalogueProduct, { code, label, extra, stock, specs, tone }: Variant): CatalogueProduct {
  const more = Math.round(extra * 100);
  return {
    ...base,
    id: `${base.id}-${code}`,
    slug: `${base.slug}-${slugPart(label)}`,
    name: `${base.name}, ${label}`,
    variantOf: base.id,
    variantName: label,
    priceCents: base.priceCents + more,
    discountCents: base.discountCents === null ? null : base.discountCents + more,
    specs: base.specs.map(([name, value]) => [name, specs?.[name] ?? value]),
    stock,
    isFeatured: false,
    picture: tone ? { ...base.picture, tone } : base.picture,
  };
}

/** Puts each product's variants behind it. */
export function withVariants(products: readonly CatalogueProduct[]): CatalogueProduct[] {
  return products.flatMap((product) => {
    const choice = CHOICES[product.id];
    if (!choice) return [product];
    const base = { ...product, variantName: choice.own };
    return [base, ...choice.others.map((variant) => toProduct(base, variant))];
  });
}
