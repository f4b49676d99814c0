import { SESSION_IDLE_MS } from '@footfall/contract';
import { type KeyValueStore, PREFIX } from './store.js';

/** Who an event belongs to, and its place in the visit. */
export interface Visit {
  clientId: string;
  sessionId: string;
  isFirstVisit: boolean;
  sequence: number;
}

/** The record's name among what the tracker remembers. */
export const IDENTITY_NAME = 'id';
export const IDENTITY_KEY: string = PREFIX + IDENTITY_NAME;

/**
 * The visit that is under way at a time, or a new one after 30 minutes of silence. Client and session are one short
 * record that all tabs read and write with each event, so that they share one visit:
 * `clientId.sessionId.lastEvent.nextSequence.isFirstVisit`. nanoid has no dot in its alphabet.
 *
 * @param counted 1 for an event, which takes part in the visit and gets its next number; 0 to look only
 */
export function visitAt(store: KeyValueStore, newId: () => string, at: number, counted: 0 | 1): Visit {
  let [clientId, sessionId = '', last = '', next = '', first = ''] = store.get(IDENTITY_KEY).split('.');
  // The distance counts both ways: a clock that was set back would otherwise keep one visit open for a day.
  const isLive = last && Math.abs(at - Number(last)) <= SESSION_IDLE_MS;
  if (!isLive) {
    first = clientId ? '' : '1';
    clientId ||= newId();
    sessionId = newId();
    next = '0';
  }
  const sequence = Number(next);
  if (counted || !isLive) store.set(IDENTITY_KEY, [clientId, sessionId, at, sequence + counted, first].join('.'));
  return { clientId: clientId as string, sessionId, isFirstVisit: !!first, sequence };
}
