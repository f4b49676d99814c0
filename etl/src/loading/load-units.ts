import type { LakeObject } from '@footfall/lake';
import type pg from 'pg';
import { accountedFor, foldSources, notLoadedYet } from '../compaction/compaction-ledger.js';
import { countErasures } from '../erasure/tombstones.js';
import { isRetried } from '../quarantine/retried-key.js';
import { asAdder } from '../warehouse/loader-lock.js';
import type { PlacedRow } from './copy-rows.js';
import { type Counts, NOTHING } from './counts.js';
import { mergeRows } from './merge-rows.js';
import { addObjects, newObjectIds } from './object-ledger.js';
import type { ObjectTally, Unit, Unread } from './read-units.js';
import { keepRejections, rememberRetries, stageRejections } from './rejections.js';
import { type Reason, Touched } from './touched.js';

/** What a transaction did, and did not do. */
export interface LoadOutcome {
  counts: Counts;
  /** Lines of erased persons that the lake has, without a placeholder in their place. */
  returned: number;
  /** Objects that could not be read, and why; they stay unloaded. */
  unread: Unread[];
  /**
   * Objects that must be read again: compacted ones of which more or less was to be loaded than was read; all of them where
   * somebody was erased since they were read.
   */
  again: LakeObject[];
}

/** An object in the loader's hands. */
interface Loading {
  tally: ObjectTally;
  id: number;
  loaded: number;
  duplicate: number;
  /** Why its events change figures, where it says so. */
  reason: Reason;
}

/** What taking objects up needs and changes. */
interface Taking {
  objects: Map<ObjectTally, Loading | undefined>;
  again: LakeObject[];
  /** Whether somebody was erased since the objects were read. */
  isOutdated: boolean;
}

/** A large object broke off after some of it was loaded. */
class BrokenOff extends Error {
  constructor(readonly unread: Unread[]) {
    super('an object broke off');
  }
}

/**
 * Loads a unit, and those after it that belong to the same object, in one transaction: each event that is not in the facts yet,
 * the ledger, and what models must rebuild. Killed anywhere, it leaves nothing behind; run again, it finds the ledger and does
 * nothing.
 *
 * @param units gives the units after `first`
 * @param erasures how many the lines were held against when they were read
 */
export async function loadUnits(
  first: Unit,
  units: AsyncGenerator<Unit>,
  { client, runId, erasures }: { client: pg.Client; runId: string; erasures: number },
): Promise<LoadOutcome> {
  const objects = new Map<ObjectTally, Loading | undefined>();
  const outcome: LoadOutcome = { counts: NOTHING, returned: 0, unread: [], again: [] };
  try {
    await asAdder(client, async () => {
      const touched = await Touched.begin(client);
      const isOutdated = (await countErasures(client)) !== erasures;
      for (let unit = first; ; unit = (await units.next()).value) {
        if (unit.isBroken) throw new BrokenOff(unit.unread);
        outcome.unread.push(...unit.unread);
        await takeUp(client, unit, { objects, again: outcome.again, isOutdated });
        await mergeRows(client, placedRows(unit, objects), touched);
        await noteRefusals(client, unit, objects);
        if (unit.isLast) break;
      }
      await touched.write(client);
      outcome.counts = await writeLedger(client, runId, [...objects.values()]);
      for (const object of objects.values()) outcome.returned += object?.tally.returned ?? 0;
    });
  } catch (error) {
    if (error instanceof BrokenOff) return { counts: NOTHING, returned: 0, unread: error.unread, again: [] };
    throw error;
  }
  return outcome;
}

/** Gives new objects an id. What another run has loaded since they were read is left out. */
async function takeUp(client: pg.Client, { parts }: Unit, { objects, again, isOutdated }: Taking): Promise<void> {
  const tallies = parts.map(({ tally }) => tally).filter((tally) => !objects.has(tally));
  if (tallies.length === 0) return;
  const pending = new Set(
    await notLoadedYet(
      client,
      tallies.map(({ object }) => object),
    ),
  );
  const ids = await newObjectIds(client, tallies.length);
  for (const [i, tally] of tallies.entries()) {
    const isPending = pending.has(tally.object);
    const isStale = isPending && (isOutdated || (await wasMissed(client, tally)));
    if (isStale) again.push(tally.object);
    objects.set(tally, isPending && !isStale ? loading(tally, ids[i] as number) : undefined);
  }
}

function loading(tally: ObjectTally, id: number): Loading {
  return { tally, id, loaded: 0, duplicate: 0, reason: isRetried(tally.object.key) ? 'retry' : null };
}

/** Whether parts of a compacted object were loaded, or are not any more, since the reader asked. */
async function wasMissed(client: pg.Client, { parts }: ObjectTally): Promise<boolean> {
  if (!parts) return false;
  const { manifest, loaded } = parts;
  const now = await accountedFor(
    client,
    manifest.parts.map(({ key }) => key),
  );
  return now.size !== loaded.size || [...now].some((key) => !loaded.has(key));
}

function* placedRows({ parts }: Unit, objects: Map<ObjectTally, Loading | undefined>): Generator<PlacedRow> {
  for (const { tally, rows } of parts) {
    const object = objects.get(tally);
    if (object) for (const row of rows) yield { row, object };
  }
}

async function noteRefusals(
  client: pg.Client,
  { parts }: Unit,
  objects: Map<ObjectTally, Loading | undefined>,
): Promise<void> {
  for (const { tally, rejections, retries } of parts) {
    const object = objects.get(tally);
    if (!object) continue;
    await stageRejections(client, object.id, rejections);
    await rememberRetries(client, retries);
  }
}

async function writeLedger(client: pg.Client, runId: string, loading: (Loading | undefined)[]): Promise<Counts> {
  const objects = loading.filter((object) => object !== undefined);
  if (objects.length === 0) return NOTHING;
  const counts = await addObjects(
    client,
    runId,
    objects.map(({ tally: { object, received, rejected, erased }, id, loaded, duplicate }) => ({
      id,
      object,
      received,
      loaded,
      duplicate,
      rejected,
      erased,
    })),
  );
  if (counts.rejected > 0) await keepRejections(client);
  for (const { tally } of objects)
    if (tally.parts) await foldSources(client, { key: tally.object.key, manifest: tally.parts.manifest });
  return counts;
}
