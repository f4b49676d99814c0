/** A code that shoppers type into the cart; the seed of the shop's table. */
export interface CatalogueCoupon {
  code: string;
  /** Either a share of the goods' value or a fixed amount. */
  percent: number | null;
  cents: number | null;
  /** Goods' value from which it holds. */
  minimumCents: number;
  /** ISO date of its last day; null for none. */
  validUntil: string | null;
}

export const COUPONS: readonly CatalogueCoupon[] = [
  { code: 'WELCOME10', percent: 10, cents: null, minimumCents: 0, validUntil: null },
  { code: 'DESK25', percent: null, cents: 25_00, minimumCents: 200_00, validUntil: null },
  { code: 'SUMMER24', percent: 20, cents: null, minimumCents: 0, validUntil: '2024-08-31' },
];
