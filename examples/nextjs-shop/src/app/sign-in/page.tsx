import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { PageTitle } from '../../components/page-title';
import { SignInForm } from '../../components/sign-in-form';
import { currentUser } from '../../server/current';
import type { Query } from '../../server/listing';
import { localPath } from '../../server/local-path';
import { TrackView } from '../../tracking/track-view';
import styles from './sign-in.module.css';

export const metadata: Metadata = { robots: { index: false } };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const next = localPath((await searchParams).next);
  if (await currentUser()) redirect(next);
  return (
    <div className="container page">
      <PageTitle name="Sign in" />
      <TrackView view={{ name: 'login' }} once="login" />
      <h1>Sign in</h1>
      <div className={styles.layout}>
        <section className={`card ${styles.box}`} aria-labelledby="known">
          <h2 id="known">I have an account</h2>
          <SignInForm kind="sign-in" />
        </section>
        <section className={`card ${styles.box}`} aria-labelledby="new-here">
          <h2 id="new-here">I am new here</h2>
          <SignInForm kind="register" />
        </section>
      </div>
    </div>
  );
}
