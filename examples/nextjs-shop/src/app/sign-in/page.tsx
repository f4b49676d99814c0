import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { PageTitle } from '../../components/page-title';
import { currentUser } from '../../server/current';
import type { Query } from '../../server/listing';
import { localPath } from '../../server/local-path';
import { signInProblem } from '../../server/sign-in-problem';
import { TrackView } from '../../tracking/track-view';
import styles from './sign-in.module.css';

export const metadata: Metadata = { robots: { index: false } };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const next = localPath(query.next);
  if (await currentUser()) redirect(next);
  const problem = signInProblem(query.problem);
  return (
    <div className="container page">
      <PageTitle name="Sign in" />
      <TrackView view={{ name: 'login' }} once="login" />
      <h1>Your Northbyte account</h1>
      <section className={`card ${styles.box}`}>
        {problem && (
          <p className="problem" role="alert" data-testid="sign-in-problem">
            {problem}
          </p>
        )}
        <ul className={styles.reasons}>
          <li>Your cart and wishlist on every device</li>
          <li>All orders in one place, cancelled or returned with two clicks</li>
          <li>No advertising, no newsletter</li>
        </ul>
        {/* Not <Link>: the address leaves the shop, and must not be fetched in advance. */}
        <a href={`/sign-in/start?next=${encodeURIComponent(next)}`} className="button" data-testid="sign-in-continue">
          Sign in or create an account
        </a>
        <p className="small muted">You can order as a guest as well.</p>
      </section>
    </div>
  );
}
