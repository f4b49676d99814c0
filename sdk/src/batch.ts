import type { Drops } from './drops.js';
import type { Queue } from './queue.js';

/** A request's body and the stored events in it. */
export interface Batch {
  keys: string[];
  body: string;
  /** The count of dropped events that it reports. */
  dropped: Drops;
}

type Fields = Record<string, unknown>;

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Puts waiting events into an envelope. What the first one's page shares stands once in `common`; events of other
 * pages say what differs.
 *
 * @param most events in the batch
 * @param head what stands in the envelope before the events
 * @param dropped the count of dropped events; the first event carries it
 * @returns undefined where there is nothing to send
 */
export function buildBatch(
  keys: string[],
  { queue, most, head, dropped }: { queue: Queue; most: number; head: Fields; dropped: Drops },
): Batch | undefined {
  const taken: string[] = [];
  const events: Fields[] = [];
  let common: Fields | undefined;
  let contextId = '';
  let own: Fields | undefined;
  for (const key of keys) {
    const entry = events.length < most && queue.readEvent(key);
    if (!entry) continue;
    // The events of a page stand together, so the last context is kept only.
    if (contextId !== entry.contextId) {
      contextId = entry.contextId;
      const context: Fields | undefined = queue.sharedOf(contextId);
      common ??= context;
      own = context && {};
      for (const name in own && { ...common, ...context }) {
        if (!isSame(common?.[name], context?.[name])) (own as Fields)[name] = context?.[name] ?? null;
      }
    }
    // Where storage is full, what a page's events share may be in the memory of its tab, which will send them.
    if (!own) continue;
    taken.push(key);
    events.push({ ...own, ...entry.event });
  }
  if (!common) return undefined;
  if (Object.keys(dropped)[0])
    (events[0] as Fields).properties = { ...(events[0]?.properties as Fields), footfallDropped: dropped };
  return { keys: taken, dropped, body: JSON.stringify({ ...head, common, events }) };
}
