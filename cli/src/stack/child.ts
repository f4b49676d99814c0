import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { note } from './left-behind.js';

/** A stopped child gets this many milliseconds to end by itself. */
const TERM_GRACE_MS = 3000;

export interface ChildOptions {
  command: string;
  args: string[];
  cwd?: string;
  env: Record<string, string | undefined>;
  /** Takes the child's output. */
  logFile: string;
  /** Where its process is noted while it runs, so that the next start can end it after a crash of ours. */
  pidFolder: string;
}

/** A program under our care. */
export interface Child {
  /** Resolves when it ended, however that came; true where we stopped it. */
  ended: Promise<{ code: number | null; signal: string | null; wasStopped: boolean }>;
  /** Asks it to end, and ends it where it does not. */
  stop(): Promise<void>;
}

/**
 * Starts a program in a process group of its own: Ctrl-C in the terminal reaches Footfall only, which stops its parts in
 * order; and stopping one also ends what that has started.
 */
export function startChild({ command, args, cwd, env, logFile, pidFolder }: ChildOptions): Child {
  const log = openLog(logFile);
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
  if (typeof log === 'number') closeSync(log);
  const forget = child.pid === undefined ? () => {} : note(pidFolder, child.pid);
  let wasStopped = false;
  const ended = new Promise<Awaited<Child['ended']>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, wasStopped }));
    child.once('error', () => resolve({ code: 127, signal: null, wasStopped }));
  });
  void ended.then(forget);
  return {
    ended,
    stop: async () => {
      wasStopped = true;
      signalGroup(child, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), TERM_GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A full disk takes the log, not the program. */
function openLog(file: string): number | 'ignore' {
  try {
    return openSync(file, 'a', 0o600);
  } catch {
    return 'ignore';
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal); // no process groups on this system
  }
}
