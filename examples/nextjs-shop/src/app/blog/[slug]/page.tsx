import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { POSTS } from '../../../catalogue/blog';
import { Breadcrumb } from '../../../components/breadcrumb';
import { PageTitle } from '../../../components/page-title';
import { ProductGrid } from '../../../components/product-grid';
import { listProducts } from '../../../data';
import { database } from '../../../server/database';
import { trackedList } from '../../../tracking/payload';
import { TrackView } from '../../../tracking/track-view';
import styles from '../blog.module.css';

interface Props {
  params: Promise<{ slug: string }>;
}

const LIST = 'Blog';

const findPost = (slug: string) => POSTS.find((post) => post.slug === slug);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const post = findPost((await params).slug);
  return post ? { description: post.summary } : {};
}

export default async function PostPage({ params }: Props) {
  const post = findPost((await params).slug);
  if (!post) notFound();
  const products = await listProducts(database(), { slugs: post.products });
  return (
    <div className="container page">
      <PageTitle name={post.title} />
      <TrackView view={{ name: 'list', list: LIST, products: trackedList(products, LIST) }} once={post.slug} />
      <Breadcrumb trail={[{ href: '/blog', name: 'Notes from the desk' }]} here={post.title} />
      <article className={styles.article}>
        <h1>{post.title}</h1>
        <time dateTime={post.publishedOn} className="small muted">
          {post.publishedOn}
        </time>
        {post.paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </article>
      <section className={styles.products} aria-labelledby="spoken-of">
        <h2 id="spoken-of">Spoken of here</h2>
        <ProductGrid products={products} list={LIST} />
      </section>
    </div>
  );
}
