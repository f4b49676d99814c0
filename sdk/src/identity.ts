import { SESSION_IDLE_MS } from '@footfall/contract';
import { type KeyValueStore, PREFIX } from './store.js';

/** Who an event belongs to, and its place in the visit. */
export interface Visit {
  clientId: string;
  sessionId: string;
  isFirstVisit: boolean;
  sequence: number;
}

export interface Identity {
  /** The visit that is under way at this time, without taking part in it. */
  peek(at: number): Visit;
  /** Counts one event into the visit, starting a new one after 30 minutes of silence. */
  touch(at: number): Visit;
  /** Forgets the browser: the next event is a new client's. */
  reset(): void;
  /** Goes on as this client, as one that came over from another domain of the shop. */
  adopt(clientId: string, sessionId: string, at: number): void;
}

export const IDENTITY_KEY = `${PREFIX}id`;

/**
 * Client and session in one short record that all tabs read and write with each event, so that they share one visit:
 * `clientId.sessionId.lastEvent.nextSequence.isFirstVisit`, the numbers in base 36. nanoid has no dot in its alphabet.
 */
export function createIdentity({ store, newId }: { store: KeyValueStore; newId: () => string }): Identity {
  const read = (at: number): { visit: Visit; isNew: boolean } => {
    const [clientId, sessionId, last = '', next = '', first] = (store.get(IDENTITY_KEY) ?? '').split('.');
    // The distance counts both ways: a clock that was set back would otherwise keep one visit open for a day.
    const isLive = Math.abs(at - Number.parseInt(last, 36)) <= SESSION_IDLE_MS;
    if (clientId && sessionId && isLive) {
      return {
        visit: { clientId, sessionId, isFirstVisit: first === '1', sequence: Number.parseInt(next, 36) || 0 },
        isNew: false,
      };
    }
    const visit = { clientId: clientId || newId(), sessionId: newId(), isFirstVisit: !clientId, sequence: 0 };
    return { visit, isNew: true };
  };
  const write = (visit: Visit, at: number, sequence: number) =>
    store.set(
      IDENTITY_KEY,
      [visit.clientId, visit.sessionId, at.toString(36), sequence.toString(36), visit.isFirstVisit ? 1 : 0].join('.'),
    );
  return {
    peek(at) {
      const { visit, isNew } = read(at);
      if (isNew) write(visit, at, 0);
      return visit;
    },
    touch(at) {
      const { visit } = read(at);
      write(visit, at, visit.sequence + 1);
      return visit;
    },
    reset: () => store.remove(IDENTITY_KEY),
    adopt(clientId, sessionId, at) {
      const { visit } = read(at);
      if (visit.sessionId !== sessionId) write({ clientId, sessionId, isFirstVisit: false, sequence: 0 }, at, 0);
    },
  };
}
