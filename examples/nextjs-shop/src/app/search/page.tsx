import type { Metadata } from 'next';
import { CategoryTiles } from '../../components/category-tiles';
import { PageTitle } from '../../components/page-title';
import { ProductGrid } from '../../components/product-grid';
import { searchProducts } from '../../data';
import { database } from '../../server/database';
import { type Query, readSearchWords } from '../../server/listing';
import { trackedList } from '../../tracking/payload';
import { TrackView } from '../../tracking/track-view';
import styles from './search.module.css';

interface Props {
  searchParams: Promise<Query>;
}

const LIST = 'Search results';

export const metadata: Metadata = { robots: { index: false } };

export default async function SearchPage({ searchParams }: Props) {
  const words = readSearchWords(await searchParams);
  const products = words ? await searchProducts(database(), words) : [];
  return (
    <div className="container page">
      <PageTitle name={words ? `Search: ${words}` : 'Search'} />
      {words && <TrackView view={{ name: 'search', query: words, results: products.length }} once={words} />}
      {products.length > 0 && (
        <TrackView view={{ name: 'list', list: LIST, products: trackedList(products, LIST) }} once={words} />
      )}
      <h1 className={styles.title}>{words ? <>Results for “{words}”</> : 'What are you looking for?'}</h1>
      <p className="muted" role="status" data-testid="result-count">
        {words && describe(products.length)}
      </p>
      {products.length > 0 ? (
        <div className={styles.results}>
          <ProductGrid products={products} list={LIST} />
        </div>
      ) : (
        <div className={styles.results} data-testid="no-results">
          {words && (
            <ul className={`card ${styles.hints}`}>
              <li>Check the spelling, or try a shorter word.</li>
              <li>Search for what it is (“mouse”, “charger”) instead of a model number.</li>
            </ul>
          )}
          <h2 className={styles.browse}>Browse the shop instead</h2>
          <CategoryTiles />
        </div>
      )}
    </div>
  );
}

function describe(count: number): string {
  if (count === 0) return 'Nothing found.';
  return count === 1 ? '1 product' : `${count} products`;
}
