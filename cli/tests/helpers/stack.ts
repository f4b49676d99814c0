import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FOOTFALL } from './run.js';

export interface RunningStack {
  /** What it has said until it was ready. */
  said: string;
  stop(): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Ends what a test that failed has left, for the end of a test file. */
export async function stopStacks(): Promise<void> {
  for (const child of running) {
    child.kill('SIGINT');
    await once(child, 'exit');
  }
}

/** Runs `footfall up` until it is ready. @throws where it ends before */
export async function startStack(settings: Record<string, string>, ...args: string[]): Promise<RunningStack> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
  const child: ChildProcess = spawn(process.execPath, [FOOTFALL, 'up', '--etl-every', 'off', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text) => {
      said += text;
      if (said.includes('footfall is ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`footfall up ended with ${code}: ${said}`)));
  });
  return {
    said,
    stop: async () => {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

/** What asks without a browser is marked as a bot, which reports leave out. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

/** Sends a page view of a browser to a folder's collector. */
export async function sendPageView(data: string, clientId: string): Promise<void> {
  const env = await readFile(join(data, 'footfall.env'), 'utf8');
  const endpoint = /FOOTFALL_ENDPOINT=(.*)/.exec(env)?.[1] ?? '';
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'user-agent': BROWSER },
    body: JSON.stringify([{ eventName: 'page_view', clientId }]),
  });
  if (!answer.ok) throw new Error(`the collector answered ${answer.status}`);
}
