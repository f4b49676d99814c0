import type { CategorySlug } from './types';

export interface Category {
  slug: CategorySlug;
  name: string;
  tagline: string;
}

export const CATEGORIES: readonly Category[] = [
  { slug: 'laptops', name: 'Laptops', tagline: 'Light enough for the train, strong enough for the day' },
  { slug: 'monitors', name: 'Monitors', tagline: 'Sharp, calm panels with one cable to the desk' },
  { slug: 'keyboards', name: 'Keyboards', tagline: 'Quiet switches and layouts that suit your hands' },
  { slug: 'mice', name: 'Mice', tagline: 'Ergonomic, precise and easy to recharge' },
  { slug: 'audio', name: 'Audio', tagline: 'Headsets and speakers for calls and for music' },
  { slug: 'docks-storage', name: 'Docks & storage', tagline: 'Every port you miss and room for every file' },
  { slug: 'cables-power', name: 'Cables & power', tagline: 'Chargers and cables that are rated honestly' },
  { slug: 'cameras-stands', name: 'Cameras & stands', tagline: 'Look good on screen, sit well behind it' },
];

/** Categories that `/category/accessories` shows together: everything but the two big ones. */
const ACCESSORIES = CATEGORIES.filter(({ slug }) => slug !== 'laptops' && slug !== 'monitors');

export interface Aisle {
  slug: string;
  name: string;
  tagline: string;
  categories: readonly CategorySlug[];
}

const ACCESSORIES_AISLE: Aisle = {
  slug: 'accessories',
  name: 'Accessories',
  tagline: 'Everything that makes a desk complete',
  categories: ACCESSORIES.map(({ slug }) => slug),
};

/** What a category page shows: one category, or all accessories together. Undefined for an unknown slug. */
export function findAisle(slug: string): Aisle | undefined {
  if (slug === ACCESSORIES_AISLE.slug) return ACCESSORIES_AISLE;
  const category = CATEGORIES.find((candidate) => candidate.slug === slug);
  return category && { ...category, categories: [category.slug] };
}

/** The name that shoppers and events see for a category. */
export function categoryName(slug: string): string {
  return CATEGORIES.find((category) => category.slug === slug)?.name ?? slug;
}
