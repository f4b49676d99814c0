import { measureVitals } from './features/measure-vitals.js';
import { guarded } from './guard.js';
import type { CoreTracker } from './tracker.js';

// A second script tag after the tracker's: `<script async src="/footfall-vitals.js"></script>`. Before the tracker has
// loaded, its calls wait in the loader's stub; without a stub, metrics reported before the tracker is there are lost.
measureVitals(
  guarded((...call: Parameters<CoreTracker['track']>) =>
    (window as unknown as { footfall: CoreTracker }).footfall.track(...call),
  ),
);
