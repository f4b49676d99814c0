import Link from 'next/link';
import type { Cart } from '../data';
import { formatMoney } from '../lib/format-money';
import styles from './order-summary.module.css';
import { Totals } from './totals';

interface Props {
  cart: Cart;
  shippingCents: number | undefined;
}

export function OrderSummary({ cart, shippingCents }: Props) {
  return (
    <aside className={`card ${styles.summary}`} aria-label="Summary of your order">
      <h2>Your order</h2>
      <ul className={styles.lines}>
        {cart.lines.map(({ product, quantity, lineCents }) => (
          <li key={product.id}>
            <span>
              {quantity} × {product.name}
            </span>
            <span className={styles.price}>{formatMoney(lineCents)}</span>
          </li>
        ))}
      </ul>
      <Totals
        subtotalCents={cart.subtotalCents}
        discountCents={cart.discountCents}
        couponCode={cart.coupon?.code}
        shippingCents={shippingCents}
      />
      <Link href="/cart" className="small">
        Change the cart
      </Link>
    </aside>
  );
}
