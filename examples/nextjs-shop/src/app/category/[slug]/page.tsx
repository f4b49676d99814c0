import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { findAisle } from '../../../catalogue/categories';
import { Breadcrumb } from '../../../components/breadcrumb';
import { Filters } from '../../../components/filters';
import { PageTitle } from '../../../components/page-title';
import { ProductGrid } from '../../../components/product-grid';
import { listBrands, listProducts } from '../../../data';
import { database } from '../../../server/database';
import { type Query, readListingQuery } from '../../../server/listing';
import { trackedList } from '../../../tracking/payload';
import { TrackView } from '../../../tracking/track-view';
import styles from './category.module.css';

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const aisle = findAisle((await params).slug);
  return aisle ? { description: aisle.tagline } : {};
}

export default async function CategoryPage({ params, searchParams }: Props) {
  const aisle = findAisle((await params).slug);
  if (!aisle) notFound();
  const query = readListingQuery(await searchParams);
  const [products, brands] = await Promise.all([
    listProducts(database(), { ...query, categories: aisle.categories }),
    listBrands(database(), aisle.categories),
  ]);
  const path = `/category/${aisle.slug}`;
  return (
    <div className="container page">
      <PageTitle name={aisle.name} />
      <TrackView view={{ name: 'category', category: aisle.name }} once={aisle.slug} />
      {products.length > 0 && (
        <TrackView
          view={{ name: 'list', list: aisle.name, products: trackedList(products, aisle.name) }}
          once={products.map(({ id }) => id).join()}
        />
      )}
      <Breadcrumb trail={[]} here={aisle.name} />
      <h1>{aisle.name}</h1>
      <p className="muted">{aisle.tagline}</p>
      <div className={styles.layout}>
        <Filters key={JSON.stringify(query)} path={path} query={query} brands={brands} />
        <section aria-label="Products">
          <p className={`small muted ${styles.count}`} role="status" data-testid="result-count">
            {products.length === 1 ? '1 product' : `${products.length} products`}
          </p>
          {products.length > 0 ? (
            <ProductGrid products={products} list={aisle.name} />
          ) : (
            <div className={`card ${styles.empty}`}>
              <p>No product matches these filters.</p>
              <Link href={path} className="button quiet">
                Show all {aisle.name.toLowerCase()}
              </Link>
            </div>
          )}
        </section>
      </div>
    </div>
  );
}
