import type { Drops } from './drops.js';
import { bytesOf } from './fit.js';
import type { Entry, Queue } from './queue.js';

/** A request's body and the stored events in it. */
export interface Batch {
  keys: string[];
  body: string;
  /** The count of dropped events that it reports. */
  dropped: Drops | undefined;
}

type Fields = Record<string, unknown>;

/** Bytes that an event's id and braces add to what is stored of it. */
const EVENT_OVERHEAD_BYTES = 64;

const pick = (fields: Fields, isPicked: (name: string) => boolean): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => isPicked(name)));

/**
 * Puts as many waiting events into an envelope as one request takes, at least one. What their pages share stands once
 * in `common`, the rest of each page's context in its events.
 *
 * @param head what stands in the envelope before the events
 * @param dropped the count of dropped events; the first event carries it
 */
export function buildBatch(
  keys: string[],
  {
    queue,
    head,
    dropped,
    ...limit
  }: { queue: Queue; head: Fields; dropped?: Drops | undefined; events: number; bytes: number },
): Batch | undefined {
  const pages = new Map<string, Fields>();
  const taken: (Entry & { key: string })[] = [];
  let size = 0;
  for (const key of keys) {
    const entry = queue.read(key);
    const context = pages.get(entry.contextId) ?? queue.context(entry.contextId);
    size += bytesOf(entry.json) + EVENT_OVERHEAD_BYTES;
    if (!pages.has(entry.contextId)) size += bytesOf(JSON.stringify(context));
    if (taken.length && (size > limit.bytes || taken.length >= limit.events)) break;
    pages.set(entry.contextId, context);
    taken.push({ ...entry, key });
  }
  const all = [...pages.values()];
  const first = all[0];
  if (!first) return undefined;
  const isShared = (name: string) => all.every((page) => JSON.stringify(page[name]) === JSON.stringify(first[name]));
  const own = new Map([...pages].map(([id, page]) => [id, pick(page, (name) => !isShared(name))]));
  const events = taken.map(({ eventId, contextId, json }, i) => {
    const event: Fields = { eventId, ...own.get(contextId), ...(JSON.parse(json) as Fields) };
    return !i && dropped
      ? { ...event, properties: { ...(event.properties as Fields), footfallDropped: dropped } }
      : event;
  });
  return {
    keys: taken.map(({ key }) => key),
    dropped,
    body: JSON.stringify({ ...head, common: pick(first, isShared), events }),
  };
}
