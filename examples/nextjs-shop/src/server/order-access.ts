import { findOrder, type Order } from '../data';
import { currentUser } from './current';
import { database } from './database';
import { currentVisitor } from './visitor';

/**
 * The order, if this browser may see it. It holds an address: only the browser that placed it and the account it belongs
 * to may read it.
 */
export async function readableOrder(orderId: string): Promise<Order | undefined> {
  const order = await findOrder(database(), orderId);
  if (!order) return undefined;
  if ((await currentVisitor()) === order.visitorId) return order;
  return order.userId !== null && (await currentUser())?.id === order.userId ? order : undefined;
}
