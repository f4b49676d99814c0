import { SESSION_IDLE_MS } from '@footfall/contract';
import { type KeyValueStore, PREFIX } from './store.js';

/** Who an event belongs to, and its place in the visit. */
export interface Visit {
  clientId: string;
  sessionId: string;
  isFirstVisit: boolean;
  sequence: number;
}

/** The visits of this browser. */
export interface Visits {
  /**
   * The visit that is under way at a time, or a new one after 30 minutes of silence.
   *
   * @param counted 1 for an event, which takes part in the visit and gets its next number; 0 to look only
   */
  at(at: number, counted: 0 | 1): Visit;
  forgetVisit(): void;
}

/** What a record looks like, see {@link createVisits}: ids as the collector takes them, up to `MAX_ID_CHARS`. */
export const IDENTITY_RECORD = /^[\w-]{1,64}\.[\w-]{1,64}\.\d{1,15}\.\d{1,9}\.1?$/;

/** The record's name among what the tracker remembers. */
export const IDENTITY_NAME = 'id';
const IDENTITY_KEY = PREFIX + IDENTITY_NAME;

/**
 * Client and session are one short record that all tabs read and write, so that they share one visit:
 * `clientId.sessionId.lastEvent.nextSequence.isFirstVisit`. nanoid has no dot in its alphabet. It is read once and
 * written once in a task, however many events the task reports: a crash in between only shortens the visit.
 *
 * @param atEnd runs a job at the end of the present task
 */
export function createVisits(store: KeyValueStore, newId: () => string, atEnd: (job: () => void) => void): Visits {
  let record: (string | number)[] | undefined;
  const settle = () => {
    if (record) store.set(IDENTITY_KEY, record.join('.'));
    record = undefined;
  };
  return {
    at(at, counted) {
      if (!record) {
        record = store.get(IDENTITY_KEY).split('.');
        atEnd(settle);
      }
      const clientId = record[0];
      // The distance counts both ways: a clock that was set back would otherwise keep one visit open for a day.
      if (!record[2] || Math.abs(at - Number(record[2])) > SESSION_IDLE_MS) {
        record = [clientId || newId(), newId(), at, 0, clientId ? '' : 1];
      }
      const sequence = Number(record[3]);
      if (counted) {
        record[2] = at;
        record[3] = sequence + 1;
      }
      return { clientId: record[0] as string, sessionId: record[1] as string, isFirstVisit: !!record[4], sequence };
    },
    forgetVisit() {
      record = undefined;
      store.remove(IDENTITY_KEY);
    },
  };
}
