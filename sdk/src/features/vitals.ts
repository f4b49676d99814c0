import type { Feature } from '../feature.js';

/** Reports LCP, INP, CLS, FCP and TTFB as `web_vital`. The measuring code is loaded after the page, and only here. */
export function webVitals(): Feature {
  return ({ report, signal }) => {
    import('./measure-vitals.js')
      .then(({ measureVitals }) =>
        measureVitals((name, fields) => {
          if (!signal.aborted) report(name, fields);
        }),
      )
      .catch(() => {});
  };
}
