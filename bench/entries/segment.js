import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnURL: location.origin });
analytics.page();
window.track = (product) => analytics.track('add_to_cart', product);
