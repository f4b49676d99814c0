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

interface Group {
  lines: SinkLines;
  bytes: number;
  /** Requests that have not been given up. */
  waiting: number;
  isBegun: boolean;
  /** Forgets the time at which it would be ripe. */
  cancel: () => void;
  written: Promise<void>;
  settle: (outcome: Promise<void>) => void;
}

/**
 * Groups concurrent requests into one write, as databases group commits. Each caller is answered when its group is
 * durable. Requests of different hours never share a group. The first after a pause waits only for those that came at the
 * same moment: a fixed wait would leave the processor idle while everybody waits.
 */
export function groupCommit(sink: Sink, given: Partial<GroupCommitOptions> = {}): GroupSink {
  const options = { ...GROUP_COMMIT_DEFAULTS, ...given };
  const open = new Map<number, Group>();
  /** Groups whose time has come, the oldest first; they grow while the lake is busy. */
  const ripe = new Set<Group>();
  /** How to give up each request that waits. */
  const waiters = new Set<() => void>();
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
    const done = () => {
      writes--;
      pendingBytes -= group.bytes;
      writeNext();
    };
    const outcome = sink(group.lines);
    outcome.then(done, done);
    group.settle(outcome);
  };
  const start = (receivedAt: Date): Group => {
    const lines: SinkLines = { receivedAt, events: [], rejected: [] };
    const group = { lines, bytes: 0, waiting: 0, isBegun: false } as unknown as Group;
    group.written = new Promise((resolve) => (group.settle = resolve));
    group.cancel = after(isFlushed ? 0 : ripenedAt + options.maxWaitMs - performance.now(), () => ripen(group));
    open.set(hourOf(receivedAt), group);
    return group;
  };
  const drop = (group: Group) => {
    group.cancel();
    ripe.delete(group);
    closeGroup(group);
    pendingBytes -= group.bytes;
  };
  const wait = (group: Group) =>
    new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        leave();
        group.waiting--;
        if (group.waiting === 0 && !group.isBegun) drop(group); // nobody would hear of it
        reject(new Error('The lake took too long'));
      };
      const timer = setTimeout(giveUp, options.giveUpMs);
      const leave = () => {
        clearTimeout(timer);
        waiters.delete(giveUp);
      };
      waiters.add(giveUp);
      group.waiting++;
      group.written.finally(leave).then(resolve, reject);
    });

  const take: Sink = async ({ receivedAt, events, rejected }) => {
    const bytes = length(events) + length(rejected);
    if (isEnded) throw new Error('The collector has stopped');
    if (pendingBytes + bytes > options.maxPendingBytes) throw new Error('Too much is waiting for the lake');
    const group = open.get(hourOf(receivedAt)) ?? start(receivedAt);
    group.lines.events.push(...events);
    group.lines.rejected.push(...rejected);
    group.bytes += bytes;
    pendingBytes += bytes;
    const outcome = wait(group);
    if (group.bytes >= options.maxGroupBytes) {
      closeGroup(group);
      ripen(group);
    }
    await outcome;
  };
  return Object.assign(take, {
    pendingBytes: () => pendingBytes,
    flush: () => {
      isFlushed = true;
      for (const group of open.values()) if (!ripe.has(group)) ripen(group);
    },
    end: () => {
      isEnded = true;
      for (const giveUp of waiters) giveUp();
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
