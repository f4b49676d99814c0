import { TrackView, useTrack } from '@footfall/sdk/react';
import { useEffect, useRef, useState } from 'react';

/** Tells tests whether the hook's function stays the same over renders. */
function CouponButton() {
  const track = useTrack();
  const first = useRef(track);
  const [clicks, setClicks] = useState(0);
  return (
    <button
      type="button"
      id="coupon"
      data-same={first.current === track}
      onClick={() => {
        setClicks(clicks + 1);
        // Not what the schema asks for.
        track('coupon_opened', { properties: { code: 5 } });
      }}
    >
      Coupon {clicks}
    </button>
  );
}

/** Reports when it is mounted, as a product's page does. */
function ProductPage() {
  const track = useTrack();
  const isReported = useRef(false);
  useEffect(() => {
    if (isReported.current) return;
    isReported.current = true;
    track('product_view', { product: { id: 'p-1' } });
  }, [track]);
  return <h1>Dock</h1>;
}

export function Shop() {
  return (
    <>
      <ProductPage />
      <CouponButton />
      <TrackView onView={(tracker) => tracker.track('teaser_viewed')}>
        <div id="teaser">Seen at once</div>
      </TrackView>
      <div style={{ height: 3000 }} />
      <TrackView onView={(tracker) => tracker.track('footer_viewed')}>
        <div id="footer" style={{ height: 400 }}>
          Seen after scrolling
        </div>
      </TrackView>
    </>
  );
}
