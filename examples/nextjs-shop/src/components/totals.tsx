import { includedTaxCents } from '../data';
import { formatMoney } from '../lib/format-money';
import styles from './totals.module.css';

interface Props {
  subtotalCents: number;
  /** What a coupon takes off. */
  discountCents?: number;
  couponCode?: string | null | undefined;
  /** Undefined until a way of delivery is chosen. */
  shippingCents?: number | undefined;
}

export function Totals({ subtotalCents, discountCents = 0, couponCode, shippingCents }: Props) {
  const total = subtotalCents - discountCents + (shippingCents ?? 0);
  return (
    <dl className={styles.totals}>
      <div>
        <dt>Subtotal</dt>
        <dd data-testid="subtotal">{formatMoney(subtotalCents)}</dd>
      </div>
      {discountCents > 0 && (
        <div>
          <dt>Coupon {couponCode}</dt>
          <dd data-testid="discount">−{formatMoney(discountCents)}</dd>
        </div>
      )}
      {shippingCents !== undefined && (
        <div>
          <dt>Delivery</dt>
          <dd data-testid="shipping">{shippingCents === 0 ? 'Free' : formatMoney(shippingCents)}</dd>
        </div>
      )}
      <div className={styles.total}>
        <dt>Total</dt>
        <dd data-testid="total">{formatMoney(total)}</dd>
      </div>
      <div className="small muted">
        <dt>Includes 19 % VAT</dt>
        <dd data-testid="tax">{formatMoney(includedTaxCents(total))}</dd>
      </div>
    </dl>
  );
}
