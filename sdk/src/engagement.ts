import { listen } from './guard.js';
import { ENGAGED_IDLE_MS } from './limits.js';

/** How much a page was used since it was last asked. */
export interface Engagement {
  /** Engaged milliseconds since the last call, and the deepest point seen, in percent. */
  take(): { engagedMs: number; scrollDepth: number };
  pause(): void;
  resume(): void;
  /** Starts anew for the next page view. */
  restart(): void;
}

const ACTIVITY = ['pointermove', 'pointerdown', 'keydown', 'scroll', 'wheel', 'touchstart'];

/** Counts time in which the page is visible and somebody is at it: moving, typing or scrolling, or reading shortly after. */
export function createEngagement(window: Window, now: () => number, signal: AbortSignal): Engagement {
  const { document } = window;
  let engagedMs = 0;
  let deepest = 0;
  let activeAt = now();
  let isPaused = document.visibilityState === 'hidden';

  const settle = () => {
    const at = now();
    if (!isPaused) engagedMs += Math.max(0, Math.min(at - activeAt, ENGAGED_IDLE_MS));
    activeAt = at;
  };
  const look = () => {
    const height = document.documentElement.scrollHeight || 1;
    const seen = Math.round(((window.scrollY + window.innerHeight) / height) * 100);
    deepest = Math.max(deepest, Math.min(100, seen));
  };
  listen(document, ACTIVITY, settle, signal);
  listen(document, ['scroll'], look, signal);
  return {
    take() {
      settle();
      look();
      const taken = { engagedMs: Math.round(engagedMs), scrollDepth: deepest };
      engagedMs = 0;
      return taken;
    },
    pause() {
      settle();
      isPaused = true;
    },
    resume() {
      isPaused = false;
      activeAt = now();
    },
    restart() {
      engagedMs = deepest = 0;
      activeAt = now();
    },
  };
}
