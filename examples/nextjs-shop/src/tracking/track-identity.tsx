'use client';

import { useTracker } from '@footfall/sdk/react';
import { useEffect, useRef } from 'react';
import { SIGNED_IN_COOKIE } from './signed-in-cookie';

interface Props {
  userId: string | undefined;
  /** The identity provider, as events name it. */
  source: string;
}

/**
 * Tells the tracker at each page load who the server says is signed in: also that nobody is, when a session has run
 * out. A sign-in ends with a page load, and is reported there once.
 */
export function TrackIdentity({ userId, source }: Props) {
  const tracker = useTracker();
  const atLoad = useRef(userId);
  useEffect(() => {
    const { current: user } = atLoad;
    if (user && takeNotice()) tracker.loginSuccess(user, source);
    else tracker.identify(user ?? null, { source });
  }, [tracker, source]);
  return null;
}

/** Whether the server left the notice of a sign-in; removes it. */
function takeNotice(): boolean {
  if (!document.cookie.split('; ').includes(`${SIGNED_IN_COOKIE}=1`)) return false;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that the shop serves.
  document.cookie = `${SIGNED_IN_COOKIE}=; path=/; max-age=0`;
  return true;
}
