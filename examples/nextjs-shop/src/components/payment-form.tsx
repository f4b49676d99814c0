'use client';

import { useActionState } from 'react';
import { PAYMENT_METHODS } from '../data/payment';
import { type PaymentState, placeOrderAction } from '../server/actions/checkout';
import styles from './checkout-form.module.css';
import { MeasuredForm } from './measured-form';
import { SubmitButton } from './submit-button';

/** The cart's id goes along, so that a form submitted twice cannot order the next cart. */
export function PaymentForm({ cartId }: { cartId: string }) {
  const [{ problem }, placeOrder] = useActionState<PaymentState, FormData>(placeOrderAction, { problem: null });
  return (
    <MeasuredForm action={placeOrder} className={styles.form} data-testid="payment-form">
      <input type="hidden" name="cartId" value={cartId} />
      <fieldset>
        <legend>
          <h2>How do you want to pay?</h2>
        </legend>
        <div className={styles.options}>
          {PAYMENT_METHODS.map(({ id, name, hint }, index) => (
            <label key={id} className={styles.option}>
              <input
                type="radio"
                name="payment"
                value={id}
                defaultChecked={index === 0}
                data-testid={`payment-${id}`}
              />
              <span className={styles.optionText}>
                <span>{name}</span>
                <span className="small muted">{hint}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {problem && (
        <p className="problem" role="alert" data-testid="payment-problem">
          {problem}
        </p>
      )}
      <SubmitButton className="button wide" data-testid="place-order">
        Place order
      </SubmitButton>
    </MeasuredForm>
  );
}
