'use client';

import { useTracker } from '@footfall/sdk/react';
import styles from './sign-out-button.module.css';

/** A form and not a link: signing out changes something, and works before the page's scripts are there. */
export function SignOutButton() {
  const tracker = useTracker();
  return (
    <form action="/sign-out" method="post" onSubmit={() => tracker.logout()}>
      <button type="submit" className={styles.button} data-testid="sign-out-button">
        Sign out
      </button>
    </form>
  );
}
