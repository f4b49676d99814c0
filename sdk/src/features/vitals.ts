import type { Feature } from '../feature.js';

/** Reports LCP, INP, CLS, FCP and TTFB as `web_vital`. The measuring code is loaded after the page, and only here. */
export function webVitals(): Feature {
  return ({ report, signal }) => {
    import('web-vitals')
      .then(({ onCLS, onFCP, onINP, onLCP, onTTFB }) => {
        for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) {
          on(({ name, value, rating }) => {
            if (!signal.aborted) report('web_vital', { vitals: { name, value, rating } });
          });
        }
      })
      .catch(() => {});
  };
}
