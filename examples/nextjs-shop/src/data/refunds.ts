import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './database';
import { findOrder, type Order, type OrderLine } from './orders';
import { noteReport, type ReportedShopper } from './reports';

/** How long an order may be called off: until it is packed. */
export const CANCEL_HOURS = 24;
/** How long goods may be sent back, as the footer promises. */
export const RETURN_DAYS = 30;

const HOUR_MS = 3_600_000;

/** What was paid back, and for what. */
export interface Refund {
  amountCents: number;
  /** The lines with the quantity that came back. */
  lines: OrderLine[];
}

export const isCancellable = (order: Order, now: Date): boolean =>
  order.cancelledAt === null &&
  order.refundedCents === 0 &&
  now.getTime() - order.placedAt.getTime() < CANCEL_HOURS * HOUR_MS;

export const isReturnable = (order: Order, now: Date): boolean =>
  order.cancelledAt === null &&
  order.lines.some((line) => line.returnedQuantity < line.quantity) &&
  now.getTime() - order.placedAt.getTime() < RETURN_DAYS * 24 * HOUR_MS;

interface Request {
  orderId: string;
  now: Date;
  reportFor?: ReportedShopper | undefined;
}

/** Calls an order off: everything is paid back, delivery too, and the pieces are in stock again. Undefined if too late. */
export async function cancelOrder(pool: Pool, { orderId, now, reportFor }: Request): Promise<Refund | undefined> {
  return inTransaction(pool, async (client) => {
    const order = await lockOrder(client, orderId);
    if (!order || !isCancellable(order, now)) return undefined;
    await client.query('update orders set cancelled_at = $2 where order_id = $1', [order.id, now]);
    const refund = { amountCents: order.totalCents, lines: order.lines };
    await payBack(client, order, { ...refund, kind: 'cancellation', reportFor });
    return refund;
  });
}

/** Takes pieces of one product back. Undefined if it is too late, or if there are not as many left to return. */
export async function returnItems(
  pool: Pool,
  { orderId, now, reportFor, productId, quantity }: Request & { productId: string; quantity: number },
): Promise<Refund | undefined> {
  return inTransaction(pool, async (client) => {
    const order = await lockOrder(client, orderId);
    const line = order?.lines.find((candidate) => candidate.productId === productId);
    if (!order || !line || !isReturnable(order, now)) return undefined;
    if (quantity < 1 || quantity > line.quantity - line.returnedQuantity) return undefined;
    const refund = { amountCents: returnCents(order, line, quantity), lines: [{ ...line, quantity }] };
    await payBack(client, order, { ...refund, kind: 'return', reportFor });
    return refund;
  });
}

/**
 * A coupon lowered all lines alike, so a returned piece is worth its share of what was paid for the goods. Counted from
 * the order's beginning: whatever the steps, all pieces together give back exactly what they cost, without delivery.
 */
function returnCents(order: Order, line: OrderLine, quantity: number): number {
  const paid = order.subtotalCents - order.discountCents;
  const before = order.lines.reduce((sum, { returnedQuantity, unitCents }) => sum + returnedQuantity * unitCents, 0);
  const shareOf = (cents: number) => Math.round((cents * paid) / order.subtotalCents);
  return shareOf(before + quantity * line.unitCents) - shareOf(before);
}

/** Locks the order: two requests at once pay back one after the other, and the second sees what the first did. */
async function lockOrder(client: PoolClient, orderId: string): Promise<Order | undefined> {
  await client.query('select 1 from orders where order_id::text = $1 for update', [orderId]);
  return findOrder(client, orderId);
}

type PayBack = Refund & { kind: 'cancellation' | 'return'; reportFor: ReportedShopper | undefined };

async function payBack(
  client: PoolClient,
  order: Order,
  { amountCents, lines, kind, reportFor }: PayBack,
): Promise<void> {
  const products = lines.map((line) => line.productId);
  const quantities = lines.map((line) => line.quantity);
  await client.query('update orders set refunded_cents = refunded_cents + $2 where order_id = $1', [
    order.id,
    amountCents,
  ]);
  await client.query(
    `update order_items set returned_quantity = returned_quantity + back.quantity
     from unnest($2::text[], $3::int[]) as back (product_id, quantity)
     where order_items.order_id = $1 and order_items.product_id = back.product_id`,
    [order.id, products, quantities],
  );
  // In one order, as orders take them: the two never wait for each other.
  await client.query('select 1 from inventory where product_id = any($1) order by product_id for update', [products]);
  await client.query(
    `update inventory set quantity = inventory.quantity + back.quantity
     from unnest($1::text[], $2::int[]) as back (product_id, quantity)
     where inventory.product_id = back.product_id`,
    [products, quantities],
  );
  const { rows } = await client.query<{ refundId: string }>(
    `insert into refunds (order_id, kind, amount_cents, items) values ($1, $2, $3, $4)
     returning refund_id as "refundId"`,
    [order.id, kind, amountCents, JSON.stringify(lines)],
  );
  if (reportFor) await noteReport(client, { orderId: order.id, refundId: rows[0]?.refundId, shopper: reportFor });
}
