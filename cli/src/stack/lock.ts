import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFolder } from '../data-folder.js';
import { CliError } from '../errors.js';
import { startedAt } from './left-behind.js';

/** What a data folder is held for: a stack that runs, a restore into it, or a command on a stopped stack. */
export type Purpose = 'up' | 'restore' | 'command';

/** The process that holds a data folder. */
export interface Holder {
  pid: number;
  purpose: Purpose;
}

/** Lets a data folder go. */
export type Release = () => Promise<void>;

/** Taking away what was left behind is done within milliseconds; who waits for it looks again so often. */
const TURN_MS = 10;

/** Holds a data folder for this process. @throws CliError where another holds it */
export async function lock(folder: DataFolder, purpose: Purpose): Promise<Release> {
  const taken = await tryLock(folder, purpose);
  if (typeof taken === 'function') return taken;
  throw new CliError(
    taken.purpose === 'command'
      ? `A footfall command works on ${folder.path} (process ${taken.pid}). Start again when it has ended.`
      : `Footfall runs on ${folder.path} already (process ${taken.pid}). Stop it first, or choose another --data.`,
  );
}

/** Holds a data folder for this process, or says who does. */
export async function tryLock({ lockFile }: DataFolder, purpose: Purpose): Promise<Release | Holder> {
  const content = `${process.pid}\n${purpose}\n${startedAt(process.pid) ?? ''}\n`;
  const own = `${lockFile}.${randomUUID()}`;
  await writeFile(own, content, { flag: 'wx' });
  try {
    for (;;) {
      if (await linked(own, lockFile)) return () => letGo(lockFile, content);
      const holder = await holderOf(lockFile);
      if (holder) return holder;
      await takeAway(lockFile, { file: own, content });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/**
 * Takes a lock away that was left behind: one process at a time, which looks at it again. Else the second of two would take away
 * what the first has put into its place since.
 */
async function takeAway(lockFile: string, own: { file: string; content: string }): Promise<void> {
  const turn = `${lockFile}.turn`;
  if (await linked(own.file, turn)) {
    if (await isLeft(lockFile)) await rm(lockFile);
    await letGo(turn, own.content);
  } else if (await isLeft(turn)) {
    const left = `${own.file}.left`; // of one that was killed here
    await rename(turn, left).then(() => rm(left), unless('ENOENT'));
  } else await sleep(TURN_MS);
}

/** Whether a lock is there, and nobody's: one that has just been let go is not left behind. */
async function isLeft(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(unless('ENOENT'));
  return text !== false && (await holderIn(text)) === undefined;
}

/** A link is there with its content or not at all: a file that is made first and written then looks left behind in between. */
const linked = (file: string, name: string) => link(file, name).then(() => true, unless('EEXIST'));

async function letGo(lockFile: string, content: string): Promise<void> {
  if ((await readFile(lockFile, 'utf8').catch(unless('ENOENT'))) === content) await rm(lockFile, { force: true });
}

/** For an error that is one of the ways it may go; all others are thrown. */
function unless(code: string) {
  return (error: NodeJS.ErrnoException): false => {
    if (error.code === code) return false;
    throw error;
  };
}

/** The process that holds a data folder, if it is alive. */
export async function holderOf(file: string): Promise<Holder | undefined> {
  return holderIn(await readFile(file, 'utf8').catch(() => ''));
}

async function holderIn(text: string): Promise<Holder | undefined> {
  const [first = '', purpose, start] = text.split('\n');
  const pid = Number.parseInt(first, 10);
  if (!Number.isInteger(pid)) return undefined;
  const isHeld = start ? startedAt(pid) === start : await isFootfall(pid);
  return isHeld ? { pid, purpose: purpose === 'restore' || purpose === 'command' ? purpose : 'up' } : undefined;
}

/** For locks of versions that did not note when they started: the number may belong to another program by now. */
async function isFootfall(pid: number): Promise<boolean> {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'footfall');
  return /footfall|start\.mjs/.test(command);
}
