import type { Lake, LakeObject } from '@footfall/lake';
import type { Logger } from 'pino';
import { accountedFor } from '../compaction/compaction-ledger.js';
import { readAllTombstones } from '../erasure/tombstones.js';
import type { MappingSettings } from '../events/event-mapping.js';
import type { Device } from '../events/user-agent.js';
import { ObjectMapper } from '../mapping/object-mapper.js';
import type { Connections } from '../warehouse/connections.js';
import { addCounts, type Counts } from './counts.js';
import { loadUnits } from './load-units.js';
import { oneAhead } from './one-ahead.js';
import { readUnits, type Unread } from './read-units.js';
import type { Scope } from './scope.js';
import { unloadedObjects } from './unloaded-objects.js';
import { keepUserAgents } from './user-agents-table.js';

export interface LoadScopeOptions {
  lake: Lake;
  scope: Scope;
  runId: string;
  logger: Logger;
  mapping: MappingSettings;
  /** What was loaded is added to it. */
  total: Counts;
  shouldStop?: (() => boolean) | undefined;
  onProgress?: ((done: Counts) => void) | undefined;
}

/** What loading left undone. */
export interface LoadScopeOutcome {
  /** False where it was told to stop before the end. */
  isComplete: boolean;
  /** Objects that could not be read, and why; they are left for the next run. */
  unread: string[];
}

/** Told where an older lake was restored, or a device has sent late what it held. */
const RETURNED =
  'the lake has lines of erased persons again; they are counted as erased and not loaded. Run "footfall erase --again" to take them out';

/** Loads the scope's objects that are not loaded yet, unit after unit, and reads the next one meanwhile. */
export async function loadScope(
  { reader, loader }: Connections,
  { lake, scope, runId, logger, mapping, total, shouldStop, onProgress }: LoadScopeOptions,
): Promise<LoadScopeOutcome> {
  const common = {
    lake,
    keepUserAgents: (userAgents: Device[]) => keepUserAgents(reader, userAgents),
    accountedFor: (keys: string[]) => accountedFor(reader, keys),
  };
  const unread: string[] = [];
  let objects: AsyncIterable<LakeObject> | LakeObject[] = unloadedObjects(reader, lake, scope);
  for (;;) {
    const again: LakeObject[] = [];
    const tombstones = await readAllTombstones(reader);
    const mapper = new ObjectMapper(mapping, tombstones);
    const units = oneAhead(readUnits(objects, { ...common, mapper }));
    try {
      for await (const unit of units) {
        if (shouldStop?.()) return { isComplete: false, unread };
        const outcome = await loadUnits(unit, units, { client: loader, runId, erasures: tombstones.count });
        addCounts(total, outcome.counts);
        if (outcome.returned > 0) logger.warn({ lines: outcome.returned }, RETURNED);
        unread.push(...(await stillThere(lake, outcome.unread, logger)));
        again.push(...outcome.again);
        logger.debug(outcome.counts, 'loaded');
        onProgress?.(total);
      }
    } finally {
      await mapper.close();
    }
    if (again.length === 0) return { isComplete: true, unread };
    objects = again;
  }
}

/**
 * Leaves out what is no longer in the lake: a compaction put it into another object between the listing and the reading, and
 * accounts for it there. @returns key and reason of the rest
 */
async function stillThere(lake: Lake, unread: readonly Unread[], logger: Logger): Promise<string[]> {
  const rest: string[] = [];
  for (const { key, reason } of unread) {
    if (await isThere(lake, key)) rest.push(`${key}: ${reason}`);
    else logger.info({ key }, 'an object went into another one before it was read');
  }
  return rest;
}

/** A lake that cannot be asked has not lost anything. */
async function isThere(lake: Lake, key: string): Promise<boolean> {
  try {
    for await (const object of lake.list(key)) if (object.key === key) return true;
    return false;
  } catch {
    return true;
  }
}
