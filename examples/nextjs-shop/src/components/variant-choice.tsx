import Link from 'next/link';
import type { Product } from '../data';
import styles from './variant-choice.module.css';

/** Links and no form: each variant has an address, a price and a stock of its own. */
export function VariantChoice({ variants, current }: { variants: readonly Product[]; current: string }) {
  return (
    <nav aria-label="Variants">
      <ul className={styles.list}>
        {variants.map(({ id, slug, variantName, stock }) => (
          <li key={id}>
            <Link
              href={`/product/${slug}`}
              className={stock === 0 ? `${styles.choice} ${styles.out}` : styles.choice}
              aria-current={id === current ? 'true' : undefined}
              scroll={false}
              data-testid="variant"
            >
              {variantName}
              {stock === 0 && <span className="visually-hidden">, out of stock</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
