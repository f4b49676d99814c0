'use client';

import { useState } from 'react';
import { VIEWS, type View } from '../pictures/views';
import styles from './gallery.module.css';
import { Picture } from './picture';

const NAMES: Record<View, string> = { front: 'The product', desk: 'On a desk', box: 'In its box' };

export function Gallery({ slug, name }: { slug: string; name: string }) {
  const [view, setView] = useState<View>('front');
  return (
    <div className={styles.gallery}>
      <div className={`card ${styles.large}`} data-testid="gallery-picture" data-view={view}>
        <Picture slug={slug} view={view} alt={`${name}: ${NAMES[view].toLowerCase()}, drawn`} eager />
      </div>
      <ul className={styles.thumbs}>
        {VIEWS.map((one) => (
          <li key={one}>
            <button
              type="button"
              className={styles.thumb}
              aria-label={NAMES[one]}
              aria-pressed={one === view}
              onClick={() => setView(one)}
              data-testid={`gallery-${one}`}
            >
              <Picture slug={slug} view={one} alt="" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
