'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { after } from 'next/server';
import {
  type Address,
  type AddressErrors,
  findShippingMethod,
  placeOrder,
  readAddress,
  saveAddress,
  saveShippingMethod,
} from '../../data';
import { isPaymentMethod } from '../../data/payment';
import { currentUser } from '../current';
import { database } from '../database';
import { reportedShopper } from '../measuring';
import { sendReports } from '../send-reports';
import { currentVisitor } from '../visitor';

export interface AddressState {
  address: Address | null;
  errors: AddressErrors;
}

/** First step: keeps the address with the cart, or gives it back with what is wrong with it. */
export async function saveAddressAction(_: AddressState, form: FormData): Promise<AddressState> {
  const visitorId = await currentVisitor();
  if (!visitorId) redirect('/cart');
  const { address, errors } = readAddress(form);
  if (Object.keys(errors).length > 0) return { address, errors };
  await saveAddress(database(), visitorId, address);
  redirect('/checkout?step=shipping');
}

/** Second step. */
export async function saveShippingAction(form: FormData): Promise<void> {
  const visitorId = await currentVisitor();
  if (!visitorId) redirect('/cart');
  const method = findShippingMethod(String(form.get('shipping')));
  if (!method) redirect('/checkout?step=shipping');
  await saveShippingMethod(database(), visitorId, method.id);
  redirect('/checkout?step=payment');
}

export interface PaymentState {
  problem: string | null;
}

/** Last step: places the order. Submitted twice, it leads to the same order twice. */
export async function placeOrderAction(_: PaymentState, form: FormData): Promise<PaymentState> {
  const visitorId = await currentVisitor();
  if (!visitorId) redirect('/cart');
  const paymentMethod = String(form.get('payment'));
  if (!isPaymentMethod(paymentMethod)) return { problem: 'Choose how you want to pay.' };
  if (paymentMethod === 'card-declined') return { problem: 'The bank declined this card. Choose another way to pay.' };
  const placed = await placeOrder(database(), {
    cartId: String(form.get('cartId')),
    visitorId,
    userId: (await currentUser())?.id ?? null,
    paymentMethod,
    reportFor: await reportedShopper(form),
  });
  if (placed.status === 'sold-out') {
    return { problem: `Just sold out in this quantity: ${placed.productNames.join(', ')}. Please adjust your cart.` };
  }
  if (placed.status === 'incomplete') redirect('/checkout');
  // After the answer: the shopper does not wait for the collector.
  after(sendReports);
  // The header's cart is empty now, on every page that the browser still remembers.
  revalidatePath('/', 'layout');
  redirect(`/order/${placed.orderId}`);
}
