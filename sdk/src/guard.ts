import { HAS_EXTRAS } from './build.js';

type AnyFunction = (...args: never[]) => unknown;

/** The same function, but whatever it throws ends here: no failure of ours reaches the shop's page. */
export const guarded = <F extends AnyFunction>(run: F): F =>
  ((...args: never[]) => {
    try {
      return run(...args);
    } catch {
      return undefined;
    }
  }) as F;

/** Listens to events of these types, separated by spaces, until the tracker is shut down. */
export type Listen = <E extends Event>(target: EventTarget, types: string, handler: (event: E) => void) => void;

/** Listens until the signal is aborted; a failing handler stays silent. */
export const listenUntil =
  (signal?: AbortSignal): Listen =>
  (target, types, handler) => {
    for (const type of types.split(' ')) {
      target.addEventListener(type, guarded(handler) as EventListener, HAS_EXTRAS ? { signal, capture: true } : true);
    }
  };
