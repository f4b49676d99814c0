import type { Metadata } from 'next';
import Link from 'next/link';
import { PageTitle } from '../../components/page-title';
import { listOrders, type Order } from '../../data';
import { formatMoney } from '../../lib/format-money';
import { currentUser } from '../../server/current';
import { database } from '../../server/database';
import { currentVisitor } from '../../server/visitor';
import styles from './orders.module.css';

export const metadata: Metadata = { robots: { index: false } };

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

export default async function OrdersPage() {
  const [visitorId, user] = await Promise.all([currentVisitor(), currentUser()]);
  const orders = visitorId || user ? await listOrders(database(), { visitorId, userId: user?.id }) : [];
  return (
    <div className="container page">
      <PageTitle name="Your orders" />
      <h1>Your orders</h1>
      {orders.length > 0 ? (
        <ul className={styles.list} data-testid="orders">
          {orders.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </ul>
      ) : (
        <p className={`card ${styles.empty}`} data-testid="orders-empty">
          {user ? 'You have not ordered anything yet.' : 'No order from this browser yet. Sign in to see all of yours.'}
        </p>
      )}
    </div>
  );
}

function OrderRow({ order }: { order: Order }) {
  return (
    <li className={`card ${styles.order}`} data-testid="order">
      <div>
        <h2 className={styles.number}>
          <Link href={`/order/${order.id}`}>{order.number}</Link>
        </h2>
        <p className="small muted">
          {DATE.format(order.placedAt)} · {statusOf(order)}
        </p>
      </div>
      <p>{order.lines.map((line) => `${line.quantity} × ${line.name}`).join(', ')}</p>
      <p className={styles.total}>{formatMoney(order.totalCents)}</p>
    </li>
  );
}

function statusOf({ cancelledAt, refundedCents }: Order): string {
  if (cancelledAt) return 'Cancelled';
  return refundedCents > 0 ? `${formatMoney(refundedCents)} paid back` : 'On its way';
}
