import Link from 'next/link';
import { CategoryTiles } from '../components/category-tiles';
import { PageTitle } from '../components/page-title';
import { Picture } from '../components/picture';
import { ProductGrid } from '../components/product-grid';
import { listProducts } from '../data';
import { database } from '../server/database';
import { TrackView } from '../tracking/track-view';
import styles from './home.module.css';

const SHELF_SIZE = 8;

export default async function HomePage() {
  const [deals, newest] = await Promise.all([
    listProducts(database(), { onOffer: true, inStock: true, limit: SHELF_SIZE }),
    listProducts(database(), { sort: 'newest', inStock: true, limit: SHELF_SIZE }),
  ]);
  return (
    <>
      <PageTitle />
      <TrackView view={{ name: 'home' }} once="home" />
      <section className={styles.hero}>
        <div className={`container ${styles.heroInner}`}>
          <div>
            <p className={styles.kicker}>Autumn at the desk</p>
            <h1 className={styles.title}>Good tools, chosen once.</h1>
            <p className={styles.lead}>
              Laptops, monitors and accessories that we use ourselves, repaired when they break and delivered in two
              days.
            </p>
            <p className={styles.actions}>
              <Link href="/category/laptops" className="button">
                Find a laptop
              </Link>
              <Link href="/category/accessories" className="button quiet">
                Browse accessories
              </Link>
            </p>
          </div>
          <div className={styles.heroPicture}>
            <Picture slug="halden-slate-15" alt="The Halden Slate 15, opened" eager />
          </div>
        </div>
      </section>
      <div className={`container ${styles.shelves}`}>
        <section aria-labelledby="categories">
          <h2 id="categories">Shop by category</h2>
          <CategoryTiles />
        </section>
        <section aria-labelledby="deals">
          <h2 id="deals">Deals of the week</h2>
          <ProductGrid products={deals} list="Deals" />
        </section>
        <section aria-labelledby="new">
          <h2 id="new">New at Northbyte</h2>
          <ProductGrid products={newest} list="New arrivals" />
        </section>
      </div>
    </>
  );
}
