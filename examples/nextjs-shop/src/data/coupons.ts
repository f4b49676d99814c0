import type { Queryable } from './database';

/** A coupon as a cart knows it; either a percentage or an amount. */
export interface Coupon {
  code: string;
  percent: number | null;
  cents: number | null;
  minimumCents: number;
}

/** The columns of a coupon that still holds, under the names of {@link Coupon}, as one object; null for none. */
export const COUPON_OBJECT = `
  (select jsonb_build_object('code', k.code, 'percent', k.percent, 'cents', k.cents, 'minimumCents', k.minimum_cents)
   from coupons k where k.code = c.coupon_code and coalesce(k.valid_until >= current_date, true))`;

/** What a coupon takes off goods of this value, to the cent. */
export function couponCents(coupon: Coupon | null, subtotalCents: number): number {
  if (!coupon || subtotalCents < coupon.minimumCents) return 0;
  return coupon.cents ?? Math.round((subtotalCents * (coupon.percent ?? 0)) / 100);
}

/** Longer than any code the shop gives out. */
const MAX_CODE_CHARS = 32;

/**
 * Puts a coupon on the visitor's open cart; an empty code takes it off.
 *
 * @returns false where no such coupon holds today
 */
export async function setCoupon(db: Queryable, visitorId: string, typed: string): Promise<boolean> {
  const code = typed.trim().toUpperCase().slice(0, MAX_CODE_CHARS);
  const { rowCount } = await db.query(
    `update carts set coupon_code = nullif($2, '')
     where visitor_id = $1 and ordered_at is null
       and ($2 = '' or exists (select from coupons where code = $2 and coalesce(valid_until >= current_date, true)))`,
    [visitorId, code],
  );
  return rowCount === 1;
}
