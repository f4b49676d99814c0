import type { Lake, LakeObject } from '@footfall/lake';
import type pg from 'pg';
import { notLoadedYet } from './compaction-ledger.js';
import type { Scope } from './scope.js';

/** So many keys are compared with the ledger at once. */
const CHUNK = 10_000;

/** Objects of the lake that wait to be loaded. */
export interface Unloaded {
  objects: number;
  /** Seconds that the oldest of them has waited; undefined where none does. */
  oldestSeconds?: number;
}

/** Compares a part of the lake with the ledger. */
export async function unloaded(client: pg.Client, lake: Lake, scope: Scope): Promise<Unloaded> {
  const found: Unloaded = { objects: 0 };
  const compare = async (listed: LakeObject[]) => {
    for (const { modifiedAt } of await notLoadedYet(client, listed)) {
      found.objects++;
      found.oldestSeconds = Math.max(found.oldestSeconds ?? 0, (Date.now() - modifiedAt.getTime()) / 1000);
    }
  };
  for (const prefix of scope.prefixes.flatMap((rest) => [`events/${rest}`, `rejected/${rest}`])) {
    const listed: LakeObject[] = [];
    for await (const object of lake.list(prefix)) {
      listed.push(object);
      if (listed.length === CHUNK) await compare(listed.splice(0));
    }
    await compare(listed);
  }
  return found;
}
