import Link from 'next/link';
import type { OrderLine } from '../data';
import { formatMoney } from '../lib/format-money';
import styles from './order-lines.module.css';
import { Picture } from './picture';

export function OrderLines({ lines }: { lines: readonly OrderLine[] }) {
  return (
    <ul className={styles.lines} data-testid="order-lines">
      {lines.map((line) => (
        <li key={line.productId}>
          <div className={styles.picture}>
            <Picture slug={line.slug} alt="" />
          </div>
          <span>
            {line.quantity} × <Link href={`/product/${line.slug}`}>{line.name}</Link>
            {line.returnedQuantity > 0 && <span className="small muted"> · {line.returnedQuantity} came back</span>}
          </span>
          <span className={styles.price}>{formatMoney(line.unitCents * line.quantity)}</span>
        </li>
      ))}
    </ul>
  );
}
