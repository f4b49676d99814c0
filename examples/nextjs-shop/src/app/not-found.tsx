import Link from 'next/link';
import { PageTitle } from '../components/page-title';

export default function NotFound() {
  return (
    <div className="container page">
      <PageTitle name="Not found" />
      <h1>We do not have that page</h1>
      <p className="muted">It may have moved, or the product is no longer sold.</p>
      <p style={{ marginTop: 24 }}>
        <Link href="/" className="button">
          Back to the shop
        </Link>
      </p>
    </div>
  );
}
