import { type Cart, findShippingMethod, SHIPPING_METHODS, shippingCents } from '../data';
import { formatMoney } from '../lib/format-money';
import { saveShippingAction } from '../server/actions/checkout';
import styles from './checkout-form.module.css';
import { SubmitButton } from './submit-button';

export function ShippingForm({ cart }: { cart: Cart }) {
  const chosen = findShippingMethod(cart.shippingMethod)?.id ?? SHIPPING_METHODS[0]?.id;
  return (
    <form action={saveShippingAction} className={styles.form} data-testid="shipping-form">
      <fieldset>
        <legend>
          <h2>How shall it come?</h2>
        </legend>
        <div className={styles.options}>
          {SHIPPING_METHODS.map((method) => {
            const cents = shippingCents(method, cart.subtotalCents);
            return (
              <label key={method.id} className={styles.option}>
                <input
                  type="radio"
                  name="shipping"
                  value={method.id}
                  defaultChecked={method.id === chosen}
                  data-testid={`shipping-${method.id}`}
                />
                <span className={styles.optionText}>
                  <span>{method.name}</span>
                  <span className="small muted">{method.promise}</span>
                </span>
                <span className={styles.optionPrice}>{cents === 0 ? 'Free' : formatMoney(cents)}</span>
              </label>
            );
          })}
        </div>
      </fieldset>
      <SubmitButton className="button wide" data-testid="shipping-submit">
        Continue to payment
      </SubmitButton>
    </form>
  );
}
