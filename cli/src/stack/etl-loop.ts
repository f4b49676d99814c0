import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.js';

const FOOTFALL = fileURLToPath(new URL('../../bin/footfall.js', import.meta.url));

export interface EtlLoopOptions {
  everyMs: number;
  dataFolder: string;
  logFile: string;
  pidFolder: string;
  say: (line: string) => void;
}

/** Runs the ETL again and again as a process of its own: what it needs of memory goes when it ends, and it may crash alone. */
export function startEtlLoop({ everyMs, dataFolder, logFile, pidFolder, say }: EtlLoopOptions): {
  stop(): Promise<void>;
} {
  let child: Child | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let isFailing = false;
  const run = async () => {
    const startedAt = Date.now();
    child = startChild({
      command: process.execPath,
      args: [FOOTFALL, 'etl', '--data', dataFolder, '--trigger', 'loop'],
      env: process.env,
      logFile,
      pidFolder,
    });
    const { code, signal } = await child.ended;
    if (isStopping) return;
    const hasFailed = code !== 0;
    // Said once when it starts to fail and once when it works again, not every minute.
    if (hasFailed && !isFailing)
      say(`etl: a run failed (${signal ?? `exit code ${code}`}), see ${logFile}; the next one goes on`);
    if (!hasFailed && isFailing) say('etl: works again');
    isFailing = hasFailed;
    timer = setTimeout(run, Math.max(0, startedAt + everyMs - Date.now()));
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
