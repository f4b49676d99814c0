'use client';

import { useTracker } from '@footfall/sdk/react';
import Link from 'next/link';
import { useState } from 'react';
import { addToCartAction } from '../server/actions/cart';
import type { TrackedProduct } from '../tracking/payload';
import styles from './add-to-cart.module.css';
import { SubmitButton } from './submit-button';

interface Props {
  product: TrackedProduct;
  /** Most pieces that can be chosen at once. */
  most: number;
}

type Outcome = 'added' | 'no-more' | 'offline';

export function AddToCart({ product, most }: Props) {
  const tracker = useTracker();
  const [outcome, setOutcome] = useState<Outcome>();
  const add = async (form: FormData) => {
    const answer = await addToCartAction(product.id, Number(form.get('quantity'))).catch(() => undefined);
    if (!answer) {
      setOutcome('offline');
      return;
    }
    const { added, cart } = answer;
    // Reported after the shop's answer, with what it really took: a click on the last piece may come too late.
    if (added > 0) tracker.addToCart({ ...product, quantity: added }, cart);
    setOutcome(added > 0 ? 'added' : 'no-more');
  };
  return (
    <div className={styles.box}>
      <form action={add} className={styles.form}>
        <label>
          <span className="visually-hidden">Quantity</span>
          <select name="quantity" defaultValue="1" data-testid="quantity-select">
            {quantitiesUpTo(most).map((quantity) => (
              <option key={quantity}>{quantity}</option>
            ))}
          </select>
        </label>
        <SubmitButton data-testid="add-to-cart">Add to cart</SubmitButton>
      </form>
      <p role="status" className={styles.status} data-testid="add-to-cart-status">
        {outcome === 'added' && (
          <>
            In your cart. <Link href="/cart">Go to cart</Link>
          </>
        )}
        {outcome === 'offline' && 'The shop cannot be reached. Please try again in a moment.'}
        {outcome === 'no-more' && 'Your cart holds as many as we can send.'}
      </p>
    </div>
  );
}

const quantitiesUpTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);
