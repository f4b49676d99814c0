import type { Metadata } from 'next';
import Link from 'next/link';
import { POSTS } from '../../catalogue/blog';
import { PageTitle } from '../../components/page-title';
import styles from './blog.module.css';

export const metadata: Metadata = { description: 'What we learnt about desks, screens and keyboards.' };

export default function BlogPage() {
  return (
    <div className="container page">
      <PageTitle name="Notes from the desk" />
      <h1>Notes from the desk</h1>
      <ul className={styles.posts}>
        {POSTS.map(({ slug, title, summary, publishedOn }) => (
          <li key={slug} className={`card ${styles.post}`}>
            <time dateTime={publishedOn} className="small muted">
              {publishedOn}
            </time>
            <h2>
              <Link href={`/blog/${slug}`} data-testid="blog-link">
                {title}
              </Link>
            </h2>
            <p>{summary}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
