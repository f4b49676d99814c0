import { listen } from './guard.js';
import { ENGAGED_IDLE_MS } from './limits.js';
import type { EventFields } from './types.js';

const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'scroll', 'visibilitychange'];

/**
 * Counts time in which the page is visible and somebody is at it: moving, typing, scrolling, or reading shortly after.
 *
 * @returns gives what was counted since the last call, and the deepest point seen, in percent
 */
export function watchEngagement(window: Window, now: () => number, signal: AbortSignal) {
  const { document } = window;
  let engagedMs = 0;
  let scrollDepth = 0;
  let activeAt = now();
  let isVisible = document.visibilityState !== 'hidden';

  const settle = () => {
    if (isVisible) engagedMs += Math.max(0, Math.min(now() - activeAt, ENGAGED_IDLE_MS));
    activeAt = now();
    isVisible = document.visibilityState !== 'hidden';
  };
  const look = () => {
    const seen = (window.scrollY + window.innerHeight) / document.documentElement.scrollHeight;
    scrollDepth = Math.max(scrollDepth, Math.min(100, Math.round(seen * 100) || 0));
  };
  listen(document, SIGNS_OF_LIFE, signal, settle);
  listen(document, ['scroll'], signal, look);
  return (): NonNullable<EventFields['page']> => {
    settle();
    look();
    const taken = { engagedMs, scrollDepth };
    engagedMs = scrollDepth = 0;
    return taken;
  };
}
