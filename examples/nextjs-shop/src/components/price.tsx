import { formatMoney } from '../lib/format-money';
import styles from './price.module.css';

interface Props {
  priceCents: number;
  discountCents: number | null;
  large?: boolean;
}

export function Price({ priceCents, discountCents, large = false }: Props) {
  const className = large ? `${styles.price} ${styles.large}` : styles.price;
  if (discountCents === null) return <p className={className}>{formatMoney(priceCents)}</p>;
  return (
    <p className={className}>
      <span className="visually-hidden">Now </span>
      <strong className={styles.now}>{formatMoney(discountCents)}</strong>{' '}
      <span className="visually-hidden">instead of </span>
      <s className={styles.before}>{formatMoney(priceCents)}</s>
    </p>
  );
}
