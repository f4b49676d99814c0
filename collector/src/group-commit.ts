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
  const options = { ...GROUP_COMMIT_DEFAULTS, ...given };
  const memory = new SharedMemory();
  /** Every group with its lines in memory, the oldest first. */
  const groups = new Set<Group>();
  const open = new Map<number, Group>();
  /** Groups whose time has come, the oldest first; they grow while the lake is busy. */
  const ripe = new Set<Group>();
  /** One timer for all who wait: they are given up in the order in which they came. */
  let patience: NodeJS.Timeout | undefined;
  let isFlushed = false;
  let isEnded = false;
  let pendingBytes = 0;
  let writes = 0;
  let ripenedAt = -Infinity;

  const hourOf = (at: Date) => Math.floor(at.getTime() / 3_600_000);
  const closeGroup = (group: Group) => {
    const hour = hourOf(group.lines.receivedAt);
    if (open.get(hour) === group) open.delete(hour);
  };
  const forget = (group: Group) => {
    groups.delete(group);
    pendingBytes -= group.bytes;
    group.memory.events.giveBack();
    group.memory.rejected.giveBack();
  };
  const ripen = (group: Group) => {
    group.cancel();
    ripenedAt = performance.now();
    ripe.add(group);
    writeNext();
  };
  const writeNext = () => {
    const [group] = ripe;
    if (!group || writes >= options.maxWrites) return;
    ripe.delete(group);
    closeGroup(group);
    group.isBegun = true;
    writes++;
    const settle = (tell: (waiter: Waiter) => void) => {
      writes--;
      forget(group);
      writeNext(); // first: the lake is the slower one
      for (const waiter of group.waiters) tell(waiter);
    };
    sink(group.lines).then(
      () => settle(({ resolve }) => resolve()),
      (error) => settle(({ reject }) => reject(error)),
    );
  };
  const start = (receivedAt: Date): Group => {
    const group: Group = {
      lines: { receivedAt, events: [], rejected: [] },
      memory: { events: new SharedLines(memory), rejected: new SharedLines(memory) },
      bytes: 0,
      waiters: [],
      givenUp: 0,
      isBegun: false,
      cancel: after(isFlushed ? 0 : ripenedAt + options.maxWaitMs - performance.now(), () => ripen(group)),
    };
    groups.add(group);
    open.set(hourOf(receivedAt), group);
    return group;
  };
  const drop = (group: Group) => {
    group.cancel();
    ripe.delete(group);
    closeGroup(group);
    forget(group);
  };
  /** Gives up who has waited until then; a group that nobody waits for is not begun, since nobody would hear of it. */
  const giveUp = (group: Group, now: number) => {
    for (let next = group.waiters[group.givenUp]; next && next.until <= now; next = group.waiters[++group.givenUp])
      next.reject(new Error('The lake took too long'));
    if (group.givenUp === group.waiters.length && !group.isBegun) drop(group);
  };
  const losePatience = () => {
    patience = undefined;
    const now = performance.now();
    let earliest = Infinity;
    for (const group of groups) {
      giveUp(group, now);
      earliest = Math.min(earliest, group.waiters[group.givenUp]?.until ?? Infinity);
    }
    if (earliest < Infinity) patience = setTimeout(losePatience, Math.ceil(earliest - now)).unref();
  };

  const take: Sink = ({ receivedAt, events, rejected }) => {
    const bytes = length(events) + length(rejected);
    if (isEnded) return Promise.reject(new Error('The collector has stopped'));
    if (pendingBytes + bytes > options.maxPendingBytes)
      return Promise.reject(new Error('Too much is waiting for the lake'));
    const group = open.get(hourOf(receivedAt)) ?? start(receivedAt);
    for (const piece of events) group.lines.events.push(group.memory.events.add(piece));
    for (const piece of rejected) group.lines.rejected.push(group.memory.rejected.add(piece));
    group.bytes += bytes;
    pendingBytes += bytes;
    const outcome = new Promise<void>((resolve, reject) => {
      group.waiters.push({ resolve, reject, until: performance.now() + options.giveUpMs });
    });
    // Whoever waits for it has a connection that keeps the process alive.
    patience ??= setTimeout(losePatience, options.giveUpMs).unref();
    if (group.bytes >= options.maxGroupBytes) {
      closeGroup(group);
      ripen(group);
    }
    return outcome;
  };
  return Object.assign(take, {
    pendingBytes: () => pendingBytes,
    flush: () => {
      isFlushed = true;
      for (const group of open.values()) if (!ripe.has(group)) ripen(group);
    },
    end: () => {
      isEnded = true;
      clearTimeout(patience);
      for (const group of groups) giveUp(group, Infinity);
    },
  });
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
