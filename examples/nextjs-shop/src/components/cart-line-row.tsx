'use client';

import { useTracker } from '@footfall/sdk/react';
import Link from 'next/link';
import { useTransition } from 'react';
import type { CartLine } from '../data/carts';
import { MAX_QUANTITY } from '../data/limits';
import { formatMoney } from '../lib/format-money';
import { setQuantityAction } from '../server/actions/cart';
import { trackedProduct } from '../tracking/payload';
import styles from './cart-line-row.module.css';
import { Picture } from './picture';

/** One line of the cart with its buttons. Every change is reported with the pieces that came or went. */
export function CartLineRow({ line }: { line: CartLine }) {
  const tracker = useTracker();
  const [isPending, startTransition] = useTransition();
  const { product, quantity } = line;
  const setQuantity = (wanted: number) =>
    startTransition(async () => {
      const change = await setQuantityAction(product.id, wanted).catch(() => undefined);
      // Without the shop's answer nothing has changed, and the line shows so.
      if (!change) return;
      const { before, after, cart } = change;
      if (after > before) tracker.addToCart(trackedProduct(product, { quantity: after - before }), cart);
      if (after < before) tracker.removeFromCart(trackedProduct(product, { quantity: before - after }), cart);
    });
  return (
    <li className={styles.line} data-testid="cart-line" aria-busy={isPending}>
      <div className={styles.picture}>
        <Picture slug={product.slug} alt="" />
      </div>
      <div className={styles.text}>
        <Link href={`/product/${product.slug}`} className={styles.name}>
          {product.name}
        </Link>
        <p className="small muted">{formatMoney(line.lineCents / quantity)} each</p>
        {product.stock < quantity && <p className="problem small">Only {product.stock} left in stock</p>}
        <div className={styles.controls}>
          <button
            type="button"
            aria-label={`One ${product.name} less`}
            disabled={isPending || quantity === 1}
            onClick={() => setQuantity(quantity - 1)}
          >
            −
          </button>
          <span data-testid="cart-line-quantity">{quantity}</span>
          <button
            type="button"
            aria-label={`One ${product.name} more`}
            disabled={isPending || quantity >= Math.min(product.stock, MAX_QUANTITY)}
            onClick={() => setQuantity(quantity + 1)}
          >
            +
          </button>
          <button
            type="button"
            className={styles.remove}
            aria-label={`Remove ${product.name}`}
            disabled={isPending}
            onClick={() => setQuantity(0)}
            data-testid="remove-from-cart"
          >
            Remove
          </button>
        </div>
      </div>
      <p className={styles.price}>{formatMoney(line.lineCents)}</p>
    </li>
  );
}
