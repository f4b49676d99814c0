import Link from 'next/link';
import { CATEGORIES } from '../catalogue/categories';
import { currentCart, currentUser } from '../server/current';
import { Logo } from './logo';
import { SearchBox } from './search-box';
import { SignOutButton } from './sign-out-button';
import styles from './site-header.module.css';

export async function SiteHeader() {
  const [cart, user] = await Promise.all([currentCart(), currentUser()]);
  const count = cart?.itemCount ?? 0;
  return (
    <header className={styles.header}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <div className={`container ${styles.bar}`}>
        <Link href="/" className={styles.brand} data-testid="home-link">
          <Logo />
          <span>Northbyte</span>
        </Link>
        <SearchBox />
        <div className={styles.tools}>
          {user ? (
            <>
              <Link href="/orders" className={styles.user} data-testid="user-name">
                Hi, {user.name.split(' ')[0]}
              </Link>
              <SignOutButton />
            </>
          ) : (
            <Link href="/sign-in" className={styles.tool} data-testid="sign-in-link">
              Sign in
            </Link>
          )}
          <Link href="/wishlist" className={styles.tool} aria-label="Wishlist" data-testid="wishlist-link">
            <span aria-hidden="true">♡</span>
          </Link>
          <Link
            href="/cart"
            className={styles.cart}
            data-testid="cart-link"
            aria-label={`Cart, ${itemsInWords(count)}`}
          >
            Cart
            <span className={styles.count} data-testid="cart-count">
              {count}
            </span>
          </Link>
        </div>
      </div>
      <nav className={styles.nav} aria-label="Categories">
        <ul className={`container ${styles.categories}`}>
          {CATEGORIES.map(({ slug, name }) => (
            <li key={slug}>
              <Link href={`/category/${slug}`} data-testid={`category-link-${slug}`}>
                {name}
              </Link>
            </li>
          ))}
          <li>
            <Link href="/blog">Notes</Link>
          </li>
        </ul>
      </nav>
    </header>
  );
}

const itemsInWords = (count: number) => (count === 1 ? '1 item' : `${count} items`);
