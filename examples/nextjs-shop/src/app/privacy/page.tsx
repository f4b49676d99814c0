import type { Metadata } from 'next';
import { ConsentChoice } from '../../components/consent-choice';
import { PageTitle } from '../../components/page-title';
import { mayMeasure } from '../../server/measuring';
import styles from './privacy.module.css';

export const metadata: Metadata = { description: 'What this shop measures, and how to say no.' };

export default async function PrivacyPage() {
  return (
    <div className={`container page ${styles.text}`}>
      <PageTitle name="Privacy" />
      <h1>Privacy</h1>
      <p>
        We count what happens in this shop with our own tools, on our own machines: pages seen, products looked at,
        carts and orders. No name, no address and nothing that you type leaves the shop for this, and nobody else gets
        to see it. There is no advertising, and no other company is asked for anything on our pages.
      </p>
      <p>You can say no, and the shop works just the same. A browser that sends Global Privacy Control has said it.</p>
      <ConsentChoice isMeasured={await mayMeasure()} />
    </div>
  );
}
