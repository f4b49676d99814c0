import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { CancelOrder } from '../../../components/cancel-order';
import { OrderLines } from '../../../components/order-lines';
import { PageTitle } from '../../../components/page-title';
import { ReturnItems } from '../../../components/return-items';
import { Totals } from '../../../components/totals';
import { COUNTRIES, findShippingMethod, isCancellable, isReturnable } from '../../../data';
import { paymentName } from '../../../data/payment';
import { formatMoney } from '../../../lib/format-money';
import { readableOrder } from '../../../server/order-access';
import { trackedOrder } from '../../../tracking/payload';
import { TrackView } from '../../../tracking/track-view';
import styles from './order.module.css';

export const metadata: Metadata = { robots: { index: false } };

export default async function OrderPage({ params }: { params: Promise<{ id: string }> }) {
  const order = await readableOrder((await params).id);
  if (!order) notFound();
  const { address } = order;
  const now = new Date();
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
      {order.cancelledAt && (
        <p className={`card ${styles.notice}`} role="status" data-testid="order-cancelled">
          This order is cancelled. {formatMoney(order.refundedCents)} go back the way they came.
        </p>
      )}
      <div className={styles.layout}>
        <section className={`card ${styles.box}`} aria-labelledby="items">
          <h2 id="items">What you ordered</h2>
          <OrderLines lines={order.lines} />
          <Totals
            subtotalCents={order.subtotalCents}
            discountCents={order.discountCents}
            couponCode={order.couponCode}
            shippingCents={order.shippingCents}
          />
          {order.refundedCents > 0 && (
            <p className={styles.refunded}>
              <span>Paid back</span>
              <strong data-testid="refunded">{formatMoney(order.refundedCents)}</strong>
            </p>
          )}
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
      {(isCancellable(order, now) || isReturnable(order, now)) && (
        <section className={`card ${styles.box} ${styles.service}`} aria-labelledby="service">
          <h2 id="service">Changed your mind?</h2>
          {isCancellable(order, now) && <CancelOrder orderId={order.id} />}
          {isReturnable(order, now) && <ReturnItems orderId={order.id} lines={order.lines} />}
        </section>
      )}
      <p className={styles.onward}>
        <Link href="/" className="button">
          Continue shopping
        </Link>
        <Link href="/orders" className="button quiet" data-testid="orders-link">
          All your orders
        </Link>
      </p>
    </div>
  );
}
