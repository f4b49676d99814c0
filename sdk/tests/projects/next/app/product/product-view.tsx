'use client';
import { TrackView, useTrack, useTracker } from '@footfall/sdk/react';
import { useEffect, useRef } from 'react';

/** Reports the product that is shown, and offers to order it. */
export function ProductView({ id }: { id: string }) {
  const tracker = useTracker();
  const track = useTrack();
  const isReported = useRef(false);
  useEffect(() => {
    if (isReported.current) return;
    isReported.current = true;
    tracker.productView({ id });
  }, [tracker, id]);
  const order = async () => {
    track('order_clicked');
    const body = JSON.stringify({ clientId: tracker.clientId, sessionId: tracker.sessionId, id });
    await fetch('/order', { method: 'POST', body });
  };
  return (
    <TrackView onView={({ track }) => track('reviews_viewed')}>
      <button type="button" onClick={order}>
        Order
      </button>
    </TrackView>
  );
}
