import { laneOf } from '../lanes.js';
import { GIVEN_UP, SERVER_EVENTS } from '../limits.js';
import type { FootfallEvent } from '../types.js';

type Fields = Partial<FootfallEvent>;

/** Events in a server's memory, in the order in which they came. */
export interface Waiting {
  add(event: Fields): void;
  /** The oldest, so many at most; they stay until they are removed. */
  first(most: number): Fields[];
  remove(events: Fields[]): void;
  /** How many were given up since the last call because too many waited. */
  takeGivenUp(): number;
}

/** Keeps at most {@link SERVER_EVENTS}: without a collector a shop's server must not run out of memory. */
export function createWaiting(): Waiting {
  let events: Fields[] = [];
  let givenUp = 0;
  const worthOf = ({ eventName }: Fields) => laneOf(eventName ?? '');
  const remove = (some: Fields[]) => {
    const gone = new Set(some);
    events = events.filter((event) => !gone.has(event));
  };
  return {
    add(event) {
      events.push(event);
      if (events.length <= SERVER_EVENTS) return;
      // Least worth first, then oldest; some at once, since looking costs.
      const least = [...events].sort((a, b) => worthOf(a) - worthOf(b)).slice(0, SERVER_EVENTS * GIVEN_UP);
      remove(least);
      givenUp += least.length;
    },
    first: (most) => events.slice(0, most),
    remove,
    takeGivenUp() {
      const count = givenUp;
      givenUp = 0;
      return count;
    },
  };
}
