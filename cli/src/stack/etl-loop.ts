import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.js';
import { PART_OF_STACK } from './find-stack.js';

const FOOTFALL = fileURLToPath(new URL('../../bin/footfall.js', import.meta.url));

export interface EtlLoopOptions {
  everyMs: number;
  dataFolder: string;
  logFile: string;
  pidFolder: string;
  say: (line: string) => void;
}

/** Old facts are dropped once so many milliseconds, a day. */
const RETAIN_EVERY_MS = 86_400_000;

/** Runs the ETL again and again as a process of its own: what it needs of memory goes when it ends, and it may crash alone. */
export function startEtlLoop({ everyMs, dataFolder, logFile, pidFolder, say }: EtlLoopOptions): {
  stop(): Promise<void>;
} {
  let child: Child | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let isFailing = false;
  let retainedAt = Number.NEGATIVE_INFINITY;
  const footfall = (...args: string[]) => {
    child = startChild({
      command: process.execPath,
      args: [FOOTFALL, ...args, '--data', dataFolder],
      env: { ...process.env, [PART_OF_STACK]: '1' },
      logFile,
      pidFolder,
    });
    return child.ended;
  };
  const run = async () => {
    const startedAt = performance.now(); // which no step of the clock changes
    const { code, signal } = await footfall('etl', '--trigger', 'loop');
    if (isStopping) return;
    const hasFailed = code !== 0;
    // Said once when it starts to fail and once when it works again, not every minute.
    if (hasFailed && !isFailing)
      say(`etl: a run failed (${signal ?? `exit code ${code}`}), see ${logFile}; the next one goes on`);
    if (!hasFailed && isFailing) say('etl: works again');
    isFailing = hasFailed;
    if (!hasFailed && startedAt - retainedAt >= RETAIN_EVERY_MS) {
      retainedAt = startedAt;
      const retained = await footfall('retain');
      if (isStopping) return;
      if (retained.code !== 0)
        say(`retain: old facts could not be dropped, see ${logFile}; tomorrow it is tried again`);
    }
    timer = setTimeout(run, Math.max(0, startedAt + everyMs - performance.now()));
  };
  void run();
  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await child?.stop();
    },
  };
}
