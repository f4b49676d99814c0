'use client';

import { useTracker } from '@footfall/sdk/react';
import { decideAction } from '../server/actions/consent';
import { SubmitButton } from './submit-button';

export function ConsentChoice({ isMeasured }: { isMeasured: boolean }) {
  const tracker = useTracker();
  const decide = async () => {
    // The tracker first: not even this click is told any more.
    tracker.consent(isMeasured ? 'denied' : 'granted');
    await decideAction(!isMeasured);
  };
  return (
    <form action={decide} data-footfall-ignore>
      <p role="status" data-testid="consent-state">
        {isMeasured ? 'Your visit is counted.' : 'Your visit is not counted.'}
      </p>
      <SubmitButton className="button quiet" data-testid="consent-toggle">
        {isMeasured ? 'Do not count me' : 'Count me again'}
      </SubmitButton>
    </form>
  );
}
