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
}

/** 5 ms are far below a network's own delay, and let 1,000 requests a second share 200 files. */
export const GROUP_COMMIT_DEFAULTS: GroupCommitOptions = {
  maxWaitMs: 5,
  maxGroupBytes: 8 * 1024 * 1024,
  maxPendingBytes: 64 * 1024 * 1024,
  maxWrites: 4,
};

/** A sink that groups, and says how much it holds. */
export type GroupSink = Sink & { pendingBytes(): number };

interface Group {
  lines: SinkLines;
  bytes: number;
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
    writes++;
    const done = () => {
      writes--;
      writeNext();
    };
    const outcome = sink(group.lines);
    outcome.then(done, done);
    group.settle(outcome);
  };
  const start = (receivedAt: Date): Group => {
    const group = { lines: { receivedAt, events: [], rejected: [] }, bytes: 0 } as unknown as Group;
    group.written = new Promise((resolve) => (group.settle = resolve));
    group.cancel = after(ripenedAt + options.maxWaitMs - performance.now(), () => ripen(group));
    open.set(hourOf(receivedAt), group);
    return group;
  };

  const take: Sink = async ({ receivedAt, events, rejected }) => {
    const bytes = length(events) + length(rejected);
    if (pendingBytes + bytes > options.maxPendingBytes) throw new Error('Too much is waiting for the lake');
    const group = open.get(hourOf(receivedAt)) ?? start(receivedAt);
    group.lines.events.push(...events);
    group.lines.rejected.push(...rejected);
    group.bytes += bytes;
    pendingBytes += bytes;
    if (group.bytes >= options.maxGroupBytes) {
      closeGroup(group);
      ripen(group);
    }
    try {
      await group.written;
    } finally {
      pendingBytes -= bytes;
    }
  };
  return Object.assign(take, { pendingBytes: () => pendingBytes });
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
