import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { categoryName } from '../../../catalogue/categories';
import { AddToCart } from '../../../components/add-to-cart';
import { Breadcrumb } from '../../../components/breadcrumb';
import { Gallery } from '../../../components/gallery';
import { PageTitle } from '../../../components/page-title';
import { Price } from '../../../components/price';
import { ProductGrid } from '../../../components/product-grid';
import { ProductTools } from '../../../components/product-tools';
import { StockNote } from '../../../components/stock-note';
import { VariantChoice } from '../../../components/variant-choice';
import { findProduct, isWished, listRelated, listVariants, MAX_QUANTITY } from '../../../data';
import { currentOwner } from '../../../server/current';
import { database } from '../../../server/database';
import { trackedProduct } from '../../../tracking/payload';
import { TrackView } from '../../../tracking/track-view';
import styles from './product.module.css';

interface Props {
  params: Promise<{ slug: string }>;
}

const RELATED = 4;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const product = await findProduct(database(), (await params).slug);
  return product ? { description: product.description } : {};
}

export default async function ProductPage({ params }: Props) {
  const product = await findProduct(database(), (await params).slug);
  if (!product) notFound();
  const owner = await currentOwner();
  const [related, variants, isRemembered] = await Promise.all([
    listRelated(database(), product, RELATED),
    listVariants(database(), product),
    owner === undefined ? false : isWished(database(), owner, product.id),
  ]);
  const tracked = trackedProduct(product);
  const category = { href: `/category/${product.category}`, name: categoryName(product.category) };
  return (
    <div className="container page">
      <PageTitle name={product.name} />
      <TrackView view={{ name: 'product', product: tracked }} once={product.id} />
      <Breadcrumb trail={[category]} here={product.name} />
      <article className={styles.layout}>
        <Gallery key={product.id} slug={product.slug} name={product.name} />
        <div className={styles.offer}>
          <p className="muted">{product.brand}</p>
          <h1 data-testid="product-name">{product.name}</h1>
          <Price priceCents={product.priceCents} discountCents={product.discountCents} large />
          <p className="small muted">Including 19 % VAT, plus delivery</p>
          <p>{product.description}</p>
          {variants.length > 1 && <VariantChoice variants={variants} current={product.id} />}
          <StockNote stock={product.stock} />
          {product.stock > 0 && (
            <AddToCart key={product.id} product={tracked} most={Math.min(product.stock, MAX_QUANTITY)} />
          )}
          <ProductTools key={`tools ${product.id}`} product={tracked} isWished={isRemembered} />
          <ul className={`small muted ${styles.promises}`}>
            <li>Delivered in 2–4 working days</li>
            <li>30 days to change your mind</li>
            <li>Article {product.id}</li>
          </ul>
        </div>
      </article>
      <section className={styles.section} aria-labelledby="specs">
        <h2 id="specs">Technical data</h2>
        <dl className={`card ${styles.specs}`}>
          {product.specs.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className={styles.section} aria-labelledby="related">
        <h2 id="related">More {category.name.toLowerCase()}</h2>
        <ProductGrid products={related} list="Related" />
      </section>
    </div>
  );
}
