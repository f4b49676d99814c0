import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { OrderLines } from '../../../components/order-lines';
import { PageTitle } from '../../../components/page-title';
import { Totals } from '../../../components/totals';
import { COUNTRIES, findOrder, findShippingMethod, type Order } from '../../../data';
import { paymentName } from '../../../data/payment';
import { currentUser } from '../../../server/current';
import { database } from '../../../server/database';
import { currentVisitor } from '../../../server/visitor';
import { trackedOrder } from '../../../tracking/payload';
import { TrackView } from '../../../tracking/track-view';
import styles from './order.module.css';

export const metadata: Metadata = { robots: { index: false } };

export default async function OrderPage({ params }: { params: Promise<{ id: string }> }) {
  const order = await findOrder(database(), (await params).id);
  if (!order || !(await mayRead(order))) notFound();
  const { address } = order;
  return (
    <div className="container page">
      <PageTitle name="Thank you" />
      <TrackView view={{ name: 'order', order: trackedOrder(order) }} once={order.id} />
      <div className={styles.thanks}>
        <h1>Thank you, {address.name.split(' ')[0]}!</h1>
        <p>
          Your order number is{' '}
          <strong data-testid="order-number" data-order-id={order.id}>
            {order.number}
          </strong>
          . This is a demonstration: nothing is charged and nothing is sent.
        </p>
      </div>
      <div className={styles.layout}>
        <section className={`card ${styles.box}`} aria-labelledby="items">
          <h2 id="items">What you ordered</h2>
          <OrderLines lines={order.lines} />
          <Totals subtotalCents={order.subtotalCents} shippingCents={order.shippingCents} />
        </section>
        <section className={`card ${styles.box}`} aria-labelledby="delivery">
          <h2 id="delivery">Delivery and payment</h2>
          <address className={styles.address}>
            {address.name}
            <br />
            {address.street}
            <br />
            {address.postalCode} {address.city}
            <br />
            {COUNTRIES[address.country] ?? address.country}
          </address>
          <p>
            {findShippingMethod(order.shippingMethod)?.name ?? order.shippingMethod}
            <br />
            {paymentName(order.paymentMethod)}
          </p>
        </section>
      </div>
      <p className={styles.onward}>
        <Link href="/" className="button">
          Continue shopping
        </Link>
      </p>
    </div>
  );
}

/** An order holds an address: only the browser that placed it and the account it belongs to may read it. */
async function mayRead(order: Order): Promise<boolean> {
  if ((await currentVisitor()) === order.visitorId) return true;
  return order.userId !== null && (await currentUser())?.id === order.userId;
}
