import type { OrderLine } from '../data';
import { RETURN_DAYS } from '../data/refunds';
import { returnItemsAction } from '../server/actions/orders';
import { MeasuredForm } from './measured-form';
import styles from './return-items.module.css';
import { SubmitButton } from './submit-button';

/** One form a product that can still come back. */
export function ReturnItems({ orderId, lines }: { orderId: string; lines: readonly OrderLine[] }) {
  return (
    <div className={styles.list}>
      {lines
        .filter((line) => line.returnedQuantity < line.quantity)
        .map((line) => (
          <MeasuredForm
            key={line.productId}
            action={returnItemsAction}
            className={styles.form}
            data-testid="return-form"
          >
            <input type="hidden" name="orderId" value={orderId} />
            <input type="hidden" name="productId" value={line.productId} />
            <label>
              <span className="visually-hidden">How many {line.name}</span>
              <select name="quantity" data-testid="return-quantity">
                {Array.from({ length: line.quantity - line.returnedQuantity }, (_, index) => (
                  <option key={String(index + 1)}>{index + 1}</option>
                ))}
              </select>
            </label>
            <SubmitButton className="button quiet" data-testid="return-submit">
              Return {line.name}
            </SubmitButton>
          </MeasuredForm>
        ))}
      <p className="small muted">Goods can come back for {RETURN_DAYS} days. What you paid for them is paid back.</p>
    </div>
  );
}
