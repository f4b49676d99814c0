import Link from 'next/link';
import { CATALOGUE } from '../catalogue';
import { CATEGORIES } from '../catalogue/categories';
import styles from './category-tiles.module.css';
import { Picture } from './picture';

/** What stands for a category: its first featured product. */
const COVERS = CATEGORIES.map((category) => ({
  ...category,
  cover: CATALOGUE.find((product) => product.category === category.slug && product.isFeatured)?.slug ?? '',
}));

export function CategoryTiles() {
  return (
    <ul className={styles.tiles}>
      {COVERS.map(({ slug, name, cover }) => (
        <li key={slug}>
          <Link href={`/category/${slug}`} className={`card ${styles.tile}`} data-testid={`category-tile-${slug}`}>
            <Picture slug={cover} alt="" />
            <span className={styles.name}>{name}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
