import Link from 'next/link';
import { CATEGORIES } from '../catalogue/categories';
import styles from './site-footer.module.css';

export function SiteFooter() {
  return (
    <footer className={styles.footer}>
      <div className={`container ${styles.columns}`}>
        <div>
          <p className={styles.name}>Northbyte</p>
          <p className="small">
            A demonstration shop for Footfall. Its brands and products are invented; nothing is sold or delivered.
          </p>
        </div>
        <nav aria-label="All categories">
          <ul className={styles.links}>
            {CATEGORIES.map(({ slug, name }) => (
              <li key={slug}>
                <Link href={`/category/${slug}`}>{name}</Link>
              </li>
            ))}
          </ul>
        </nav>
        <ul className={`small ${styles.promises}`}>
          <li>Free standard delivery from €100</li>
          <li>30 days to change your mind</li>
          <li>3 years of warranty</li>
          <li>
            <Link href="/orders">Your orders</Link>
          </li>
          <li>
            <Link href="/privacy" data-testid="privacy-link">
              Privacy
            </Link>
          </li>
        </ul>
      </div>
    </footer>
  );
}
