'use client';

import { useTracker } from '@footfall/sdk/react';
import { useState, useTransition } from 'react';
import { toggleWishAction } from '../server/actions/wishlist';
import type { TrackedProduct } from '../tracking/payload';
import styles from './product-tools.module.css';

interface Props {
  product: TrackedProduct;
  isWished: boolean;
}

/** Remember it, and tell others. */
export function ProductTools({ product, isWished }: Props) {
  const tracker = useTracker();
  const [isPending, startTransition] = useTransition();
  const [said, setSaid] = useState('');
  const toggle = () =>
    startTransition(async () => {
      const isOn = await toggleWishAction(product.id).catch(() => undefined);
      if (isOn === undefined) {
        setSaid('The shop cannot be reached. Please try again in a moment.');
        return;
      }
      tracker.wishlistToggle(product);
      setSaid(isOn ? 'It is on your wishlist.' : 'It is off your wishlist.');
    });
  const share = async () => {
    const method = await shareAddress(product.name);
    if (!method) return;
    tracker.shareClick(product, method);
    setSaid(method === 'copy' ? 'The link is copied.' : 'Shared.');
  };
  return (
    <div>
      <div className={styles.tools}>
        <button
          type="button"
          className={styles.tool}
          aria-pressed={isWished}
          disabled={isPending}
          onClick={toggle}
          data-testid="wishlist-toggle"
        >
          <span aria-hidden="true">{isWished ? '♥' : '♡'}</span> Wishlist
        </button>
        <button type="button" className={styles.tool} onClick={share} data-testid="share">
          <span aria-hidden="true">↗</span> Share
        </button>
      </div>
      <p role="status" className="small" data-testid="product-tools-status">
        {said}
      </p>
    </div>
  );
}

/** By the system's own sheet where there is one, else by the clipboard. @returns how; undefined where the shopper gave up */
async function shareAddress(title: string): Promise<'share' | 'copy' | undefined> {
  const { origin, pathname } = location;
  const url = `${origin}${pathname}`;
  try {
    if (navigator.share) {
      await navigator.share({ title, url });
      return 'share';
    }
    await navigator.clipboard.writeText(url);
    return 'copy';
  } catch {
    return undefined;
  }
}
