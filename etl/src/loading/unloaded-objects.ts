import { isData, type Lake, type LakeObject } from '@footfall/lake';
import type pg from 'pg';
import { notLoadedYet } from '../compaction/compaction-ledger.js';
import type { Scope } from './scope.js';

/** So many keys are compared with the ledger at once. */
const LISTING_CHUNK = 10_000;

/** The scope's objects that the ledger does not list, in the order of their keys. */
export async function* unloadedObjects(client: pg.Client, lake: Lake, scope: Scope): AsyncGenerator<LakeObject> {
  const roots = scope.isExact ? [''] : ['events/', 'rejected/'];
  for (const root of roots)
    for (const prefix of scope.prefixes) {
      let chunk: LakeObject[] = [];
      for await (const object of lake.list(root + prefix)) {
        if (!isData(object.key)) continue;
        chunk.push(object);
        if (chunk.length < LISTING_CHUNK) continue;
        yield* await notLoadedYet(client, chunk);
        chunk = [];
      }
      yield* await notLoadedYet(client, chunk);
    }
}
