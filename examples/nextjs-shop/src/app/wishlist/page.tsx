import type { Metadata } from 'next';
import Link from 'next/link';
import { PageTitle } from '../../components/page-title';
import { ProductGrid } from '../../components/product-grid';
import { listWishlist } from '../../data';
import { currentOwner } from '../../server/current';
import { database } from '../../server/database';
import { trackedList } from '../../tracking/payload';
import { TrackView } from '../../tracking/track-view';
import styles from './wishlist.module.css';

export const metadata: Metadata = { robots: { index: false } };

const LIST = 'Wishlist';

export default async function WishlistPage() {
  const owner = await currentOwner();
  const products = owner ? await listWishlist(database(), owner) : [];
  return (
    <div className="container page">
      <PageTitle name={LIST} />
      <h1>Your wishlist</h1>
      {products.length > 0 ? (
        <div className={styles.grid}>
          <TrackView view={{ name: 'list', list: LIST, products: trackedList(products, LIST) }} once="wishlist" />
          <ProductGrid products={products} list={LIST} />
        </div>
      ) : (
        <div className={`card ${styles.empty}`} data-testid="wishlist-empty">
          <p>Nothing here yet. Press the heart on a product to remember it.</p>
          <Link href="/" className="button">
            Look around the shop
          </Link>
        </div>
      )}
    </div>
  );
}
