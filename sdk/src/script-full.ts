import type { Feature } from './feature.js';
import { errors } from './features/errors.js';
import { ga4 } from './features/ga4.js';
import { linker } from './features/linker.js';
import { views } from './features/views.js';
import { start } from './script.js';
import { createTracker } from './shop-tracker.js';

// The script tag with everything but web vitals: `data-ga4`, `data-errors` (or a share, as 0.1), `data-domains`.
start(document.currentScript, window as { footfall?: unknown }, (options) => {
  const said = options as unknown as { ga4?: boolean; errors?: boolean | string; domains?: string };
  const features: Feature[] = [views()];
  if (said.ga4) features.push(ga4());
  if (said.errors) features.push(errors({ sampleRate: Number(said.errors) }));
  if (said.domains) features.push(linker({ domains: said.domains.split(/[\s,]+/) }));
  return createTracker({ ...options, features });
});
