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

/** Listens until the tracker is shut down; a failing handler stays silent. */
export function listen<E extends Event>(
  target: EventTarget,
  types: string[],
  signal: AbortSignal,
  handler: (event: E) => void,
): void {
  for (const type of types) {
    target.addEventListener(type, guarded(handler) as EventListener, { signal, capture: true, passive: true });
  }
}
