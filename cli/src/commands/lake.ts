import { once } from 'node:events';
import { isPlaceholder, listTombstones } from '@footfall/etl';
import {
  isCompacted,
  type Lake,
  LakeError,
  type LakeFolder,
  type LakeObject,
  linesOf,
  listFolders,
  rawLines,
  readAhead,
  readManifest,
  UnsoundObjectError,
} from '@footfall/lake';
import { type Damaged, damageText, soundObjects } from '../damage.js';
import { CliError, reasonOf } from '../errors.js';
import { count, progress, size, table } from '../format.js';
import { type LakeRange, lakeRange } from '../lake-range.js';
import { findLake } from '../stack/find-lake.js';

export interface LakeCommandOptions {
  data?: string;
  hour?: string;
  day?: string;
  rejected?: boolean;
  json?: boolean;
}

type Root = 'events' | 'rejected';

async function* folders(
  lake: Lake,
  { prefixes }: LakeRange,
  roots: readonly Root[],
): AsyncGenerator<LakeFolder & { root: Root }> {
  for (const root of roots)
    for (const prefix of prefixes)
      for await (const folder of listFolders(lake, `${root}/${prefix}`)) yield { ...folder, root };
}

/** Writes, and waits while the reader is slow. @returns whether anybody still reads */
async function print(text: string): Promise<boolean> {
  const { stdout } = process;
  if (!stdout.writable) return false;
  if (!stdout.write(text)) {
    const done = new AbortController();
    await Promise.race(['drain', 'close', 'error'].map((name) => once(stdout, name, { signal: done.signal }))).catch(
      () => {},
    );
    done.abort();
  }
  return stdout.writable;
}

/** Lists the lake's objects. JSON is one array, written while it is listed. */
export async function lakeLs(options: LakeCommandOptions, stopped: AbortSignal): Promise<void> {
  const range = lakeRange(options);
  const lake = await findLake(options.data);
  let objects = 0;
  let total = 0;
  for await (const folder of folders(lake, range, options.rejected ? ['rejected'] : ['events', 'rejected'])) {
    for (const { key, bytes, modifiedAt } of folder.objects) {
      const modified = modifiedAt.toISOString();
      const line = options.json
        ? `${objects === 0 ? '[' : ','}\n${JSON.stringify({ key, bytes, modifiedAt: modified })}`
        : `${count(bytes).padStart(13)}  ${modified.slice(0, 19)}Z  ${key}\n`;
      if (stopped.aborted || !(await print(line))) return;
      objects++;
      total += bytes;
    }
  }
  if (options.json) await print(objects === 0 ? '[]\n' : '\n]\n');
  else console.error(`${count(objects)} objects, ${size(total)}`);
}

/**
 * Prints the lake's lines as they are, a line each; each once, also while a compaction runs. What was erased is left out. What
 * cannot be read is named, and the others are printed.
 *
 * @throws CliError at the end when something could not be read
 */
export async function lakeCat(
  keys: string[],
  options: LakeCommandOptions & { limit?: number },
  stopped: AbortSignal,
): Promise<void> {
  const range = lakeRange(options);
  const lake = await findLake(options.data);
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  let damaged = 0;
  const warn = (reason: string) => {
    damaged++;
    console.error(`footfall: ${reason}`);
  };
  const cat = async (objects: readonly LakeObject[]) => {
    for await (const { object, body } of readAhead(lake, objects))
      try {
        for await (const lines of rawLines(object.key, body)) {
          const some = lines.filter((line) => !isPlaceholder(line)).slice(0, left);
          left -= some.length;
          if (some.length > 0 && !(await print(`${some.join('\n')}\n`))) left = 0;
          if (left <= 0 || stopped.aborted) return false;
        }
      } catch (error) {
        if (!(error instanceof UnsoundObjectError)) throw error;
        warn(reasonOf(error)); // what stands before the damage is printed
      }
    return true;
  };
  if (keys.length > 0) await catKeys(lake, keys, { cat, warn });
  else
    for await (const { objects } of folders(lake, range, [options.rejected ? 'rejected' : 'events'])) {
      const sound = await soundObjects(lake, objects);
      for (const { reason } of sound.damaged) warn(reason);
      if (!(await cat(sound.live))) break;
    }
  if (damaged > 0)
    throw new CliError(`${damaged === 1 ? '1 object' : `${count(damaged)} objects`} could not be read to the end.`);
}

interface Printer {
  /** @returns whether more is wanted */
  cat: (objects: readonly LakeObject[]) => Promise<boolean>;
  warn: (reason: string) => void;
}

/** Prints objects by their keys; one that is missing, or a folder, does not keep back the next ones. */
async function catKeys(lake: Lake, keys: readonly string[], { cat, warn }: Printer): Promise<void> {
  for (const key of keys)
    try {
      if (!(await cat([{ key, bytes: Number.POSITIVE_INFINITY, modifiedAt: new Date(0) }]))) return;
    } catch (error) {
      const isFolder = (error as NodeJS.ErrnoException).code === 'EISDIR' || (await hasObjectsBelow(lake, key));
      if (!isFolder && !(error instanceof LakeError)) throw error;
      warn(
        isFolder
          ? `${key} is a folder: name objects, as "footfall lake ls" does, or use --day or --hour`
          : reasonOf(error),
      );
    }
}

async function hasObjectsBelow(lake: Lake, key: string): Promise<boolean> {
  try {
    for await (const _ of lake.list(`${key.replace(/\/+$/, '')}/`)) return true;
  } catch (error) {
    if (!(error instanceof LakeError)) throw error; // a key that leads out of the lake, say
  }
  return false;
}

/** What an hour of the lake holds. */
interface HourStat {
  /** UTC hour of receipt, as `2026-11-22T15`; the day alone where its objects name none. */
  hour: string;
  objects: number;
  /** Of them, how many are compacted. */
  compacted: number;
  bytes: number;
  events: number;
  rejected: number;
  /** Of both, what was erased since: a placeholder stands there. */
  erased: number;
  /** Objects that cannot be read to their end. */
  damaged: number;
}

/** Counts objects, bytes, events and refused events by hour. */
export async function lakeStat(options: LakeCommandOptions, stopped: AbortSignal): Promise<void> {
  const range = lakeRange(options);
  const lake = await findLake(options.data);
  const hours = new Map<string, HourStat>();
  const mayBeErased = (await listTombstones(lake)).length > 0;
  const damagedObjects: Damaged[] = [];
  const bar = progress();
  for await (const { root, folder, objects } of folders(lake, range, ['events', 'rejected'])) {
    if (stopped.aborted) break;
    const name = folder.slice(root.length + 1, -1).replace(/\//g, '-');
    const stat = hours.get(name) ?? emptyStat(name);
    hours.set(name, stat);
    for (const { key, bytes } of objects) {
      stat.objects++;
      stat.bytes += bytes;
      if (isCompacted(key)) stat.compacted++;
    }
    const { lines, erased, damaged } = await countLines(lake, objects, mayBeErased);
    stat[root] += lines - erased;
    stat.erased += erased;
    stat.damaged += damaged.length;
    damagedObjects.push(...damaged);
    bar.show(`${folder} ${count(lines)} lines`);
  }
  bar.clear();
  const list = [...hours.values()].sort((a, b) => (a.hour < b.hour ? -1 : 1));
  const total = list.reduce(added, emptyStat('total'));
  if (options.json) return console.log(JSON.stringify({ hours: list, total, damagedObjects }, null, 2));
  const row = (s: HourStat) => [s.hour, s.objects, s.compacted, size(s.bytes), s.events, s.rejected, s.erased];
  const heading = ['hour (UTC)', 'objects', 'compacted', 'size', 'events', 'rejected', 'erased'];
  console.log(table(heading, [...list, total].map(row)));
  if (damagedObjects.length > 0) console.log(damageText(damagedObjects));
}

function emptyStat(name: string): HourStat {
  const hour = name.replace(/^(\d{4}-\d{2}-\d{2})-(\d{2})$/, '$1T$2');
  return { hour, objects: 0, compacted: 0, bytes: 0, events: 0, rejected: 0, erased: 0, damaged: 0 };
}

function added(a: HourStat, b: HourStat): HourStat {
  return {
    hour: a.hour,
    objects: a.objects + b.objects,
    compacted: a.compacted + b.compacted,
    bytes: a.bytes + b.bytes,
    events: a.events + b.events,
    rejected: a.rejected + b.rejected,
    erased: a.erased + b.erased,
    damaged: a.damaged + b.damaged,
  };
}

/**
 * Lines of a folder, each once. Where nobody was ever erased, a compacted object's manifest knows how many it has. Of a damaged
 * one those before the damage count.
 */
async function countLines(
  lake: Lake,
  objects: LakeObject[],
  mayBeErased: boolean,
): Promise<{ lines: number; erased: number; damaged: Damaged[] }> {
  const { live, damaged } = await soundObjects(lake, objects);
  let lines = 0;
  let erased = 0;
  const isKnown = ({ key }: LakeObject) => isCompacted(key) && !mayBeErased;
  for (const { key } of live.filter(isKnown)) lines += linesOf(await readManifest(lake, key));
  const others = live.filter((object) => !isKnown(object));
  for await (const { object, body } of readAhead(lake, others)) {
    try {
      for await (const some of rawLines(object.key, body)) {
        lines += some.length;
        erased += some.filter(isPlaceholder).length;
      }
    } catch (error) {
      if (!(error instanceof UnsoundObjectError)) throw error;
      damaged.push({ key: object.key, reason: reasonOf(error) });
    }
  }
  return { lines, erased, damaged };
}
