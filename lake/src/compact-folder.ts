import {
  compactedKey,
  coveredBy,
  folderOf,
  isCompacted,
  type Manifest,
  manifestKey,
  readManifest,
  writeManifest,
} from './compacted.js';
import { CompactedWriter, verify } from './compacted-writer.js';
import type { Lake, LakeObject } from './lake.js';
import { UnsoundObjectError } from './raw-lines.js';
import { forEachOf, readAhead } from './read-ahead.js';

/** A manifest without its object is left alone for this many milliseconds: somebody may just be writing the object. */
const LONELY_MANIFEST_MS = 3_600_000;

/** A compacted object as it lies in the lake. */
export interface CompactedObject {
  key: string;
  bytes: number;
  manifest: Manifest;
}

export interface CompactFolderOptions {
  lake: Lake;
  /** A compacted object is closed when it has so many bytes; objects that have them are left as they are. */
  targetBytes: number;
  /** Notes in the ledger what an object stands for; nothing is removed before. Called again for what it knows already. */
  record: (compacted: CompactedObject) => Promise<void>;
  shouldStop?: () => boolean;
}

/** What became of a folder. */
export interface FolderOutcome {
  /** Compacted objects that were written, and their bytes. */
  written: number;
  writtenBytes: number;
  /** Lines in them. */
  lines: number;
  /** Objects that they stand for now. */
  removed: number;
  /** Bytes of all objects that are gone. */
  removedBytes: number;
  /** Objects that an earlier compaction had left behind when it was killed. */
  recovered: number;
  /** Damaged objects, with what is wrong; they stay as they are. */
  leftAlone: { key: string; reason: string }[];
}

/**
 * Merges a folder's objects to few. For each: manifest, object, reading it back, ledger, and only then its sources go. Killed
 * anywhere it leaves every line readable under its own name; the next call finishes what it finds.
 *
 * @param objects the folder's listing
 * @throws LakeError when the lake fails, or another compaction is at the same folder; nothing is lost
 */
export async function compactFolder(
  objects: readonly LakeObject[],
  options: CompactFolderOptions,
): Promise<FolderOutcome> {
  const gone = await finishEarlier(objects, options);
  const outcome: FolderOutcome = {
    recovered: gone.size,
    written: 0,
    writtenBytes: 0,
    lines: 0,
    removed: 0,
    removedBytes: bytesOf(objects.filter(({ key }) => gone.has(key))),
    leftAlone: [],
  };
  let queue = objects.filter(({ key, bytes }) => !gone.has(key) && bytes < options.targetBytes);
  while (queue.length > 1 && !options.shouldStop?.()) {
    try {
      const { sources, compacted } = await merge(queue, options);
      queue = queue.slice(sources.length);
      if (!compacted) break;
      outcome.written++;
      outcome.writtenBytes += compacted.bytes;
      outcome.lines += linesOf(compacted.manifest);
      outcome.removed += sources.length;
      outcome.removedBytes += bytesOf(sources);
    } catch (error) {
      if (!(error instanceof UnsoundSource)) throw error;
      outcome.leftAlone.push({ key: error.key, reason: error.message });
      queue = queue.filter(({ key }) => key !== error.key);
    }
  }
  return outcome;
}

/** Lines that a manifest lists. */
export const linesOf = ({ parts }: Manifest) => parts.reduce((sum, { lines }) => sum + lines, 0);

const bytesOf = (objects: readonly LakeObject[]) => objects.reduce((sum, { bytes }) => sum + bytes, 0);

/** A source that cannot be merged. */
class UnsoundSource extends Error {
  constructor(
    readonly key: string,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** Merges as many of the queue's first objects as make one of the target's size. One alone is not worth it. */
async function merge(
  queue: readonly LakeObject[],
  options: CompactFolderOptions,
): Promise<{ sources: LakeObject[]; compacted?: CompactedObject }> {
  const { lake, targetBytes } = options;
  const writer = new CompactedWriter();
  const sources: LakeObject[] = [];
  for await (const open of readAhead(lake, queue)) {
    await writer.add(lake, open).catch((error: unknown) => {
      throw error instanceof UnsoundObjectError ? new UnsoundSource(open.object.key, error) : error;
    });
    sources.push(open.object);
    if (writer.bytes >= targetBytes) break;
  }
  if (sources.length === 1) return { sources };
  const { body, manifest: whole } = await writer.finish();
  const key = compactedKey(folderOf((sources[0] as LakeObject).key), whole.parts);
  // Two that hold the same parts give one of the same name: it must not be its own source.
  const manifest = { ...whole, replaces: whole.replaces.filter((replaced) => replaced !== key) };
  const isItsOwnSource = sources.some((source) => source.key === key);
  await store(lake, { key, body, manifest }, isItsOwnSource);
  const compacted = { key, bytes: body.length, manifest };
  await options.record(compacted);
  await removeSources(
    lake,
    sources.map((source) => source.key).filter((source) => source !== key),
  );
  return { sources, compacted };
}

/** @param isItsOwnSource whether an object of the same name and parts was there: lines may be nowhere else, so it stays whatever is read */
async function store(
  lake: Lake,
  { key, body, manifest }: { key: string; body: Buffer; manifest: Manifest },
  isItsOwnSource: boolean,
): Promise<void> {
  await writeManifest(lake, key, manifest);
  await lake.put(key, body);
  try {
    await verify(lake, key, manifest);
  } catch (error) {
    if (error instanceof UnsoundObjectError && !isItsOwnSource) await removeSources(lake, [key]); // its sources are all there
    throw error;
  }
}

async function removeSources(lake: Lake, keys: readonly string[]): Promise<void> {
  await forEachOf(keys, async (key) => {
    await lake.remove(key);
    if (isCompacted(key)) await lake.remove(manifestKey(key));
  });
}

/** Removes what compacted objects of the folder stand for already. @returns the keys that are gone */
async function finishEarlier(
  objects: readonly LakeObject[],
  { lake, record }: CompactFolderOptions,
): Promise<Set<string>> {
  const gone = new Set<string>();
  const compacted = objects.filter(({ key }) => isCompacted(key));
  if (objects.length < 2) return gone;
  await removeLonelyManifests(lake, folderOf((objects[0] as LakeObject).key), objects);
  const present = new Set(objects.map(({ key }) => key));
  for (const { key, bytes } of compacted) {
    if (gone.has(key)) continue;
    const manifest = await readManifest(lake, key);
    const leftBehind = coveredBy(manifest).filter(
      (source) => present.has(source) && !gone.has(source) && source !== key,
    );
    if (leftBehind.length === 0) continue;
    await verify(lake, key, manifest);
    await record({ key, bytes, manifest });
    await removeSources(lake, leftBehind);
    for (const source of leftBehind) gone.add(source);
  }
  return gone;
}

/** Those of a compaction that was killed before its object was written. */
async function removeLonelyManifests(lake: Lake, folder: string, objects: readonly LakeObject[]): Promise<void> {
  const wanted = new Set(objects.map(({ key }) => manifestKey(key)));
  for await (const { key, modifiedAt } of lake.list(`manifests/${folder}`))
    if (
      !wanted.has(key) &&
      folderOf(key) === `manifests/${folder}` &&
      Date.now() - modifiedAt.getTime() > LONELY_MANIFEST_MS
    )
      await lake.remove(key);
}
