import type { TrackerOptions } from './options.js';
import type { CoreTracker } from './tracker.js';

type Call = [method: string, args: unknown[]];

/** Options from the script tag's `data-` attributes: `data-auto-clicks="false"` is `autoClicks: false`. */
export function readOptions({ key, ...dataset }: DOMStringMap): TrackerOptions {
  const options: Record<string, unknown> = { writeKey: key };
  for (const name in dataset) {
    const text = dataset[name];
    options[name] = text !== 'false' && (text || true);
  }
  return { endpoint: '/clickstream', ...options };
}

/** Starts the tracker of a script tag and repeats the calls that came before it had loaded. */
export function start(
  script: HTMLOrSVGScriptElement | null,
  target: { footfall?: unknown },
  createTracker: (options: TrackerOptions) => object,
): void {
  const early = target.footfall;
  if (early && !Array.isArray(early)) return;
  const tracker = createTracker(readOptions((script as HTMLElement | null)?.dataset ?? {}));
  target.footfall = tracker;
  for (const [method, args] of (early ?? []) as Call[]) {
    ((tracker as CoreTracker)[method as keyof CoreTracker] as ((...args: unknown[]) => unknown) | undefined)?.(...args);
  }
}
