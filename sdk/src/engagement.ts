import { now } from './clock.js';
import type { Listen } from './guard.js';
import { ENGAGED_IDLE_MS } from './limits.js';
import type { EventFields } from './types.js';

/** Whether somebody can see the page. */
export const isVisible = (): boolean => !document.hidden;

/**
 * Counts time in which the page is visible and somebody is at it: moving, typing, scrolling, or reading shortly after.
 *
 * @returns gives what was counted since the last call, and the deepest point seen, in percent
 */
export function watchEngagement(on: Listen): () => NonNullable<EventFields['page']> {
  let engagedMs = 0;
  let scrollDepth = 0;
  let activeAt = now();
  let wasVisible = isVisible();

  const settle = () => {
    if (wasVisible) engagedMs += Math.max(0, Math.min(now() - activeAt, ENGAGED_IDLE_MS));
    activeAt = now();
    wasVisible = isVisible();
  };
  const look = () => {
    const seen = (scrollY + innerHeight) / document.documentElement.scrollHeight;
    scrollDepth = Math.max(scrollDepth, Math.min(100, Math.round(seen * 100) || 0));
  };
  on(document, 'pointermove pointerdown keydown scroll visibilitychange', settle);
  on(document, 'scroll', look);
  return () => {
    settle();
    look();
    const taken = { engagedMs, scrollDepth };
    engagedMs = scrollDepth = 0;
    return taken;
  };
}
