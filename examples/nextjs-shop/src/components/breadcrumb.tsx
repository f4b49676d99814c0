import Link from 'next/link';
import styles from './breadcrumb.module.css';

interface Props {
  /** The pages between home and here. */
  trail: { href: string; name: string }[];
  here: string;
}

export function Breadcrumb({ trail, here }: Props) {
  return (
    <nav aria-label="Breadcrumb" className={`small muted ${styles.breadcrumb}`}>
      <ol className={styles.list}>
        {[{ href: '/', name: 'Home' }, ...trail].map(({ href, name }) => (
          <li key={href}>
            <Link href={href}>{name}</Link>
          </li>
        ))}
        <li aria-current="page">{here}</li>
      </ol>
    </nav>
  );
}
