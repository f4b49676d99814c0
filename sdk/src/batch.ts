import { BATCH_BYTES } from './limits.js';
import type { Entry, Queue } from './queue.js';

/** A request's body and the stored events in it. */
export interface Batch {
  keys: string[];
  body: string;
}

type Fields = Record<string, unknown>;

/**
 * Puts waiting events into an envelope. What their pages share stands once in `common`; the rest of each page's
 * context stands in its events.
 *
 * @param head what stands in the envelope before the events
 * @param extra fields for the first event, as the count of dropped ones
 */
export function buildBatch(
  entries: Entry[],
  { queue, head, dropped }: { queue: Queue; head: Fields; dropped?: Fields },
): Batch {
  const contexts = new Map<string, Fields>();
  for (const { contextId } of entries) {
    if (!contexts.has(contextId)) contexts.set(contextId, queue.context(contextId));
  }
  const all = [...contexts.values()].map((fields) => Object.entries(fields).map(([k, v]) => [k, JSON.stringify(v)]));
  const shared = new Set(
    all[0]
      ?.filter(([k, v]) => all.every((entries) => entries.some(([k2, v2]) => k === k2 && v === v2)))
      .map(([k]) => k),
  );
  const split = (context: Fields, isCommon: boolean): Fields =>
    Object.fromEntries(Object.entries(context).filter(([key]) => shared.has(key) === isCommon));
  const common = split(contexts.values().next().value ?? {}, true);
  const own = new Map([...contexts].map(([id, context]) => [id, JSON.stringify(split(context, false)).slice(1, -1)]));

  const events = entries.map((entry, i) => {
    let { json } = entry;
    if (!i && dropped) {
      const first = JSON.parse(json) as { properties?: Fields };
      json = JSON.stringify({ ...first, properties: { ...first.properties, footfallDropped: dropped } });
    }
    const page = own.get(entry.contextId);
    return `{"eventId":"${entry.eventId}",${page ? `${page},` : ''}${json.slice(1)}`;
  });
  const body = `${JSON.stringify({ ...head, common }).slice(0, -1)},"events":[${events.join()}]}`;
  return { keys: entries.map(({ key }) => key), body };
}

/** As many entries as fit into one request; always at least one. */
export function takeEntries(
  keys: string[],
  { queue, events, bytes = BATCH_BYTES }: { queue: Queue; events: number; bytes?: number },
): Entry[] {
  const taken: Entry[] = [];
  const encoder = new TextEncoder();
  // The envelope and one page's context; what several pages add is counted with their events.
  let size = 0;
  let contextId = '';
  for (const key of keys) {
    const entry = queue.read(key);
    if (!entry) continue;
    size += encoder.encode(entry.json).length + 64;
    if (entry.contextId !== contextId) {
      contextId = entry.contextId;
      size += encoder.encode(JSON.stringify(queue.context(contextId))).length;
    }
    if (taken.length && (size > bytes || taken.length >= events)) break;
    taken.push(entry);
  }
  return taken;
}
