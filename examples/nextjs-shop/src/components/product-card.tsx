import Link from 'next/link';
import type { Product } from '../data';
import { Picture } from './picture';
import { Price } from './price';
import styles from './product-card.module.css';
import { StockNote } from './stock-note';

interface Props {
  product: Product;
  /** The list it is shown in and its place there, from 1: clicks carry them to the analytics. */
  list: string;
  position: number;
}

export function ProductCard({ product, list, position }: Props) {
  const saved = product.discountCents && Math.round((1 - product.discountCents / product.priceCents) * 100);
  return (
    <li className={`card ${styles.card}`} data-testid="product-card">
      <div className={styles.picture}>
        <Picture slug={product.slug} alt="" eager={position <= 4} />
        {saved ? <span className={styles.badge}>−{saved}%</span> : null}
      </div>
      <div className={styles.text}>
        <p className="small muted">{product.brand}</p>
        <h3 className={styles.name}>
          <Link
            href={`/product/${product.slug}`}
            className={styles.link}
            data-testid="product-link"
            data-product-id={product.id}
            data-list={list}
            data-position={position}
          >
            {product.name}
          </Link>
        </h3>
        <p className={`small muted ${styles.spec}`}>{product.specs[0]?.[1]}</p>
        <Price priceCents={product.priceCents} discountCents={product.discountCents} />
        <StockNote stock={product.stock} />
      </div>
    </li>
  );
}
