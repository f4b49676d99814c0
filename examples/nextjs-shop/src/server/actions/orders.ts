'use server';

import { refresh } from 'next/cache';
import { after } from 'next/server';
import { cancelOrder, returnItems } from '../../data';
import { database } from '../database';
import { reportedShopper } from '../measuring';
import { readableOrder } from '../order-access';
import { sendReports } from '../send-reports';

/** Calls the whole order off. What has become impossible meanwhile does nothing: the page shows why. */
export async function cancelOrderAction(form: FormData): Promise<void> {
  const order = await readableOrder(String(form.get('orderId')));
  if (!order) return;
  await cancelOrder(database(), { orderId: order.id, now: new Date(), reportFor: await reportedShopper(form) });
  after(sendReports);
  refresh();
}

/** Sends pieces of one product back. */
export async function returnItemsAction(form: FormData): Promise<void> {
  const order = await readableOrder(String(form.get('orderId')));
  const quantity = Number(form.get('quantity'));
  if (!order || !Number.isInteger(quantity)) return;
  await returnItems(database(), {
    orderId: order.id,
    now: new Date(),
    reportFor: await reportedShopper(form),
    productId: String(form.get('productId')),
    quantity,
  });
  after(sendReports);
  refresh();
}
