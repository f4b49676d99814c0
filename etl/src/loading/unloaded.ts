import type { Lake } from '@footfall/lake';
import type pg from 'pg';
import type { Scope } from './scope.js';
import { unloadedObjects } from './unloaded-objects.js';

/** Objects of the lake that wait to be loaded. */
export interface Unloaded {
  objects: number;
  /** Seconds that the oldest of them has waited; undefined where none does. */
  oldestSeconds?: number;
}

/** Compares a part of the lake with the ledger. */
export async function unloaded(client: pg.Client, lake: Lake, scope: Scope): Promise<Unloaded> {
  const found: Unloaded = { objects: 0 };
  for await (const { modifiedAt } of unloadedObjects(client, lake, scope)) {
    found.objects++;
    found.oldestSeconds = Math.max(found.oldestSeconds ?? 0, (Date.now() - modifiedAt.getTime()) / 1000);
  }
  return found;
}
