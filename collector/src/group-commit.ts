import type { Sink, SinkLines } from './sink.js';

export interface GroupCommitOptions {
  /** How long the first request of a group waits for others, in milliseconds. */
  maxWaitMs: number;
  /** A group is written at once when its lines have this many characters. */
  maxGroupChars: number;
  /** Most characters that may wait in memory; beyond it requests are refused, to be sent again. */
  maxPendingChars: number;
}

/** 5 ms are far below a network's own delay, and let 1,000 requests a second share 200 files. */
export const GROUP_COMMIT_DEFAULTS: GroupCommitOptions = {
  maxWaitMs: 5,
  maxGroupChars: 8 * 1024 * 1024,
  maxPendingChars: 64 * 1024 * 1024,
};

interface Group {
  lines: SinkLines;
  chars: number;
  written: Promise<void>;
  write: () => void;
}

/**
 * Groups concurrent requests into one write, as databases group commits. Each caller is answered when its group is
 * durable. Requests of different hours never share a group.
 */
export function groupCommit(sink: Sink, options: GroupCommitOptions = GROUP_COMMIT_DEFAULTS): Sink {
  const open = new Map<number, Group>();
  let pendingChars = 0;

  const start = (hour: number, receivedAt: Date): Group => {
    const group = { lines: { receivedAt, events: [], rejected: [] }, chars: 0 } as unknown as Group;
    group.written = new Promise((resolve, reject) => {
      const timer = setTimeout(() => group.write(), options.maxWaitMs);
      group.write = () => {
        clearTimeout(timer);
        open.delete(hour);
        sink(group.lines).then(resolve, reject);
      };
    });
    open.set(hour, group);
    return group;
  };

  return async ({ receivedAt, events, rejected }) => {
    const chars = [...events, ...rejected].reduce((sum, line) => sum + line.length, 0);
    if (pendingChars + chars > options.maxPendingChars) throw new Error('Too much is waiting for the lake');
    const hour = Math.floor(receivedAt.getTime() / 3_600_000);
    const group = open.get(hour) ?? start(hour, receivedAt);
    group.lines.events.push(...events);
    group.lines.rejected.push(...rejected);
    group.chars += chars;
    pendingChars += chars;
    if (group.chars >= options.maxGroupChars) group.write();
    await group.written.finally(() => {
      pendingChars -= chars;
    });
  };
}
