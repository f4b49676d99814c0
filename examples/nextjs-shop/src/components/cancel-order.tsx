import { CANCEL_HOURS } from '../data/refunds';
import { cancelOrderAction } from '../server/actions/orders';
import { MeasuredForm } from './measured-form';
import { SubmitButton } from './submit-button';

export function CancelOrder({ orderId }: { orderId: string }) {
  return (
    <MeasuredForm action={cancelOrderAction} data-testid="cancel-form">
      <input type="hidden" name="orderId" value={orderId} />
      <SubmitButton className="button quiet" data-testid="cancel-order">
        Cancel the whole order
      </SubmitButton>
      <p className="small muted">Possible for {CANCEL_HOURS} hours, until it is packed. Everything is paid back.</p>
    </MeasuredForm>
  );
}
