import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import { guarded } from './guard.js';
import type { CoreTracker } from './tracker.js';

// A second script tag after the tracker's: `<script async src="/footfall-vitals.js"></script>`. Before the tracker has
// loaded, its calls wait in the loader's stub; without a stub, metrics reported before the tracker is there are lost.
const report = guarded(({ name, value, rating }: Metric) =>
  (window as unknown as { footfall: CoreTracker }).footfall.track('web_vital', { vitals: { name, value, rating } }),
);

for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(report);
