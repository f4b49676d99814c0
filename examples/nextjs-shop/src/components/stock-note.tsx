import styles from './stock-note.module.css';

/** From here on it is worth saying that few are left. */
const FEW = 5;

export function StockNote({ stock }: { stock: number }) {
  if (stock === 0) return <p className={`${styles.note} ${styles.out}`}>Out of stock</p>;
  if (stock <= FEW) return <p className={`${styles.note} ${styles.few}`}>Only {stock} left</p>;
  return <p className={styles.note}>In stock</p>;
}
