'use client';

import { useActionState } from 'react';
import { formatMoney } from '../lib/format-money';
import { type CouponState, setCouponAction } from '../server/actions/cart';
import styles from './coupon-form.module.css';
import { SubmitButton } from './submit-button';

interface Props {
  /** The coupon on the cart. */
  code: string | undefined;
  /** What the goods' value lacks for it to hold, in cents. */
  missingCents: number;
}

export function CouponForm({ code, missingCents }: Props) {
  const [{ problem }, setCoupon] = useActionState<CouponState, FormData>(setCouponAction, { problem: null });
  return (
    <form action={setCoupon} className={styles.form} data-testid="coupon-form">
      {code ? (
        <p className={styles.applied}>
          <span>
            Coupon <strong data-testid="coupon-code">{code}</strong>
          </span>
          <input type="hidden" name="coupon" value="" />
          <SubmitButton className={styles.remove}>Remove</SubmitButton>
        </p>
      ) : (
        <label className={styles.label}>
          <span className="small">Coupon</span>
          <span className={styles.row}>
            <input
              type="text"
              name="coupon"
              autoComplete="off"
              required
              aria-invalid={problem ? true : undefined}
              data-testid="coupon-input"
            />
            <SubmitButton className="button quiet" data-testid="coupon-submit">
              Apply
            </SubmitButton>
          </span>
        </label>
      )}
      {missingCents > 0 && <p className="small muted">It holds from {formatMoney(missingCents)} more.</p>}
      {problem && !code && (
        <p className="problem small" role="alert" data-testid="coupon-problem">
          {problem}
        </p>
      )}
    </form>
  );
}
