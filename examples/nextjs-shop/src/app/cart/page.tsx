import type { Metadata } from 'next';
import Form from 'next/form';
import Link from 'next/link';
import { CartLineRow } from '../../components/cart-line-row';
import { CouponForm } from '../../components/coupon-form';
import { PageTitle } from '../../components/page-title';
import { Totals } from '../../components/totals';
import { currentCart } from '../../server/current';
import { trackedCart } from '../../tracking/payload';
import { TrackView } from '../../tracking/track-view';
import styles from './cart.module.css';

export const metadata: Metadata = { robots: { index: false } };

export default async function CartPage() {
  const cart = await currentCart();
  if (!cart) return <EmptyCart />;
  return (
    <div className="container page">
      <PageTitle name="Cart" />
      <TrackView view={{ name: 'cart', cart: trackedCart(cart) }} once="cart" />
      <h1>Your cart</h1>
      <div className={styles.layout}>
        <ul className={`card ${styles.lines}`} data-testid="cart-lines">
          {cart.lines.map((line) => (
            <CartLineRow key={line.product.id} line={line} />
          ))}
        </ul>
        <aside className={`card ${styles.summary}`} aria-label="Summary">
          <h2>Summary</h2>
          <CouponForm
            code={cart.coupon?.code}
            missingCents={cart.coupon ? Math.max(0, cart.coupon.minimumCents - cart.subtotalCents) : 0}
          />
          <Totals
            subtotalCents={cart.subtotalCents}
            discountCents={cart.discountCents}
            couponCode={cart.coupon?.code}
          />
          <Form action="/checkout">
            <button type="submit" className="button wide" data-testid="checkout-button">
              Checkout
            </button>
          </Form>
          <p className="small muted">
            Delivery is added in the next step. Nothing is charged: this is a demonstration.
          </p>
        </aside>
      </div>
    </div>
  );
}

function EmptyCart() {
  return (
    <div className="container page">
      <PageTitle name="Cart" />
      <h1>Your cart</h1>
      <div className={`card ${styles.empty}`} data-testid="cart-empty">
        <p>There is nothing in it yet.</p>
        <Link href="/" className="button">
          Look around the shop
        </Link>
      </div>
    </div>
  );
}
