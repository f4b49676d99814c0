import { SharedLines, SharedMemory } from './shared-memory.js';
import type { Sink, SinkLines } from './sink.js';

export interface GroupCommitOptions {
  /** Least time from group to group in milliseconds, and so the longest that a request waits for others. */
  maxWaitMs: number;
  /** A group is written at once when its lines have this many bytes. */
  maxGroupBytes: number;
  /** Most bytes that may wait in memory; beyond it requests are refused, to be sent again. */
  maxPendingBytes: number;
  /** Groups that are written at a time; while the lake is slow, the next one grows instead. */
  maxWrites: number;
  /** Milliseconds after which a request is given up, whatever it waited for: the writes before its own, or its own. */
  giveUpMs: number;
}

/** 5 ms are far below a network's own delay, and let 1,000 requests a second share 200 files. */
export const GROUP_COMMIT_DEFAULTS: GroupCommitOptions = {
  maxWaitMs: 5,
  maxGroupBytes: 8 * 1024 * 1024,
  maxPendingBytes: 64 * 1024 * 1024,
  maxWrites: 4,
  giveUpMs: 10_000,
};

/** A sink that groups, says how much it holds, and can be brought to its end. */
export interface GroupSink extends Sink {
  pendingBytes(): number;
  /** Writes what waits for others, and from now on nobody waits for them: those who could come are gone. */
  flush(): void;
  /** Rejects all that wait, and all that come: a write under way may yet succeed, others are not begun. */
  end(): void;
}

/** A request that waits for its group. */
interface Waiter {
  resolve: () => void;
  reject: (error: Error) => void;
  /** When it is given up, by the clock of `performance`. */
  until: number;
}

interface Group {
  lines: SinkLines;
  /** Hold its lines. */
  memory: { events: SharedLines; rejected: SharedLines };
  bytes: number;
  /** In the order of their coming, and so of their giving up. */
  waiters: Waiter[];
  /** How many of them have been given up. */
  givenUp: number;
  isBegun: boolean;
  /** Forgets the time at which it would be ripe. */
  cancel: () => void;
}

/**
 * Groups concurrent requests into one write, as databases group commits. Each caller is answered when its group is
 * durable. Requests of different hours never share a group. The first after a pause waits only for those that came at the
 * same moment: a fixed wait would leave the processor idle while everybody waits.
 */
export function groupCommit(sink: Sink, given: Partial<GroupCommitOptions> = {}): GroupSink {
  const groups = new Groups(sink, { ...GROUP_COMMIT_DEFAULTS, ...given });
  const take: Sink = (lines) => groups.take(lines);
  return Object.assign(take, {
    pendingBytes: () => groups.pendingBytes,
    flush: () => groups.flush(),
    end: () => groups.end(),
  });
}

const hourOf = (at: Date) => Math.floor(at.getTime() / 3_600_000);

class Groups {
  pendingBytes = 0;
  readonly #sink: Sink;
  readonly #options: GroupCommitOptions;
  readonly #memory = new SharedMemory();
  /** Every group with its lines in memory, the oldest first. */
  readonly #groups = new Set<Group>();
  readonly #open = new Map<number, Group>();
  /** Groups whose time has come, the oldest first; they grow while the lake is busy. */
  readonly #ripe = new Set<Group>();
  /** One timer for all who wait: they are given up in the order in which they came. */
  #patience: NodeJS.Timeout | undefined;
  #isFlushed = false;
  #isEnded = false;
  #writes = 0;
  #ripenedAt = -Infinity;

  constructor(sink: Sink, options: GroupCommitOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  take({ receivedAt, events, rejected }: SinkLines): Promise<void> {
    const bytes = length(events) + length(rejected);
    if (this.#isEnded) return Promise.reject(new Error('The collector has stopped'));
    if (this.pendingBytes + bytes > this.#options.maxPendingBytes)
      return Promise.reject(new Error('Too much is waiting for the lake'));
    const group = this.#open.get(hourOf(receivedAt)) ?? this.#start(receivedAt);
    for (const piece of events) group.lines.events.push(group.memory.events.add(piece));
    for (const piece of rejected) group.lines.rejected.push(group.memory.rejected.add(piece));
    group.bytes += bytes;
    this.pendingBytes += bytes;
    const outcome = new Promise<void>((resolve, reject) => {
      group.waiters.push({ resolve, reject, until: performance.now() + this.#options.giveUpMs });
    });
    // Whoever waits for it has a connection that keeps the process alive.
    this.#patience ??= setTimeout(() => this.#losePatience(), this.#options.giveUpMs).unref();
    if (group.bytes >= this.#options.maxGroupBytes) {
      this.#close(group);
      this.#ripen(group);
    }
    return outcome;
  }

  flush(): void {
    this.#isFlushed = true;
    for (const group of this.#open.values()) if (!this.#ripe.has(group)) this.#ripen(group);
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#patience);
    for (const group of this.#groups) this.#giveUp(group, Infinity);
  }

  #start(receivedAt: Date): Group {
    const { maxWaitMs } = this.#options;
    const wait = this.#isFlushed ? 0 : this.#ripenedAt + maxWaitMs - performance.now();
    const group: Group = {
      lines: { receivedAt, events: [], rejected: [] },
      memory: { events: new SharedLines(this.#memory), rejected: new SharedLines(this.#memory) },
      bytes: 0,
      waiters: [],
      givenUp: 0,
      isBegun: false,
      cancel: after(wait, () => this.#ripen(group)),
    };
    this.#groups.add(group);
    this.#open.set(hourOf(receivedAt), group);
    return group;
  }

  #close(group: Group): void {
    const hour = hourOf(group.lines.receivedAt);
    if (this.#open.get(hour) === group) this.#open.delete(hour);
  }

  #forget(group: Group): void {
    this.#groups.delete(group);
    this.pendingBytes -= group.bytes;
    group.memory.events.giveBack();
    group.memory.rejected.giveBack();
  }

  #drop(group: Group): void {
    group.cancel();
    this.#ripe.delete(group);
    this.#close(group);
    this.#forget(group);
  }

  #ripen(group: Group): void {
    group.cancel();
    this.#ripenedAt = performance.now();
    this.#ripe.add(group);
    this.#writeNext();
  }

  #writeNext(): void {
    const [group] = this.#ripe;
    if (!group || this.#writes >= this.#options.maxWrites) return;
    this.#ripe.delete(group);
    this.#close(group);
    group.isBegun = true;
    this.#writes++;
    const settle = (tell: (waiter: Waiter) => void) => {
      this.#writes--;
      this.#forget(group);
      this.#writeNext(); // first: the lake is the slower one
      for (const waiter of group.waiters) tell(waiter);
    };
    this.#sink(group.lines).then(
      () => settle(({ resolve }) => resolve()),
      (error) => settle(({ reject }) => reject(error)),
    );
  }

  /** Gives up who has waited until then; a group that nobody waits for is not begun, since nobody would hear of it. */
  #giveUp(group: Group, now: number): void {
    for (let next = group.waiters[group.givenUp]; next && next.until <= now; next = group.waiters[++group.givenUp])
      next.reject(new Error('The lake took too long'));
    if (group.givenUp === group.waiters.length && !group.isBegun) this.#drop(group);
  }

  #losePatience(): void {
    this.#patience = undefined;
    const now = performance.now();
    let earliest = Infinity;
    for (const group of this.#groups) {
      this.#giveUp(group, now);
      earliest = Math.min(earliest, group.waiters[group.givenUp]?.until ?? Infinity);
    }
    if (earliest < Infinity) this.#patience = setTimeout(() => this.#losePatience(), Math.ceil(earliest - now)).unref();
  }
}

/** Runs the job after so many milliseconds; at the end of this turn of the event loop where they are over. Returns how to cancel. */
function after(ms: number, job: () => void): () => void {
  if (ms <= 0) {
    const turn = setImmediate(job);
    return () => clearImmediate(turn);
  }
  const timer = setTimeout(job, ms);
  return () => clearTimeout(timer);
}

function length(pieces: Uint8Array[]): number {
  let bytes = 0;
  for (const piece of pieces) bytes += piece.length;
  return bytes;
}
