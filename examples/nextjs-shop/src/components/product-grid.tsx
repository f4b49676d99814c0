import type { Product } from '../data';
import { ProductCard } from './product-card';
import styles from './product-grid.module.css';

export function ProductGrid({ products, list }: { products: readonly Product[]; list: string }) {
  return (
    <ul className={styles.grid} data-testid="product-grid">
      {products.map((product, index) => (
        <ProductCard key={product.id} product={product} list={list} position={index + 1} />
      ))}
    </ul>
  );
}
