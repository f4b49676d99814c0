import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import type { EventFields } from '../types.js';

/** Measures LCP, INP, CLS, FCP and TTFB of this page, and gives each once it is known. */
export function measureVitals(report: (name: string, fields: EventFields) => void): void {
  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) {
    on(({ name, value, rating }) => report('web_vital', { vitals: { name, value, rating } }));
  }
}
