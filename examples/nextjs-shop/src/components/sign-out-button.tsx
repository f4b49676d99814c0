'use client';

import { useTracker } from '@footfall/sdk/react';
import { signOutAction } from '../server/actions/account';
import styles from './sign-out-button.module.css';

export function SignOutButton() {
  const tracker = useTracker();
  const signOut = async () => {
    await signOutAction();
    tracker.logout();
  };
  return (
    <form action={signOut}>
      <button type="submit" className={styles.button} data-testid="sign-out-button">
        Sign out
      </button>
    </form>
  );
}
