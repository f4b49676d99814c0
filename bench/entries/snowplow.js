import { newTracker, trackPageView, trackSelfDescribingEvent } from '@snowplow/browser-tracker';

newTracker('sp', window.benchEndpoint ?? location.origin, { appId: 'shop', ...window.benchOptions });
trackPageView();
window.track = (product) =>
  trackSelfDescribingEvent({ event: { schema: 'iglu:com.shop/add_to_cart/jsonschema/1-0-0', data: product } });
