import type { Lake, LakeObject } from '@footfall/lake';
import { EtlError } from '../errors.js';
import { asLoader } from '../warehouse/loader-lock.js';
import { type Applied, applyErasure } from './apply-erasure.js';
import { type Balance, readBalance } from './certificate.js';
import { type Erasing, search } from './erasing.js';
import { refusalsWith } from './lost-refusals.js';
import { putTombstone, type TombstoneObject } from './tombstone-objects.js';

/** What an erasure did to the warehouse. */
export interface Outcome {
  applied: Applied;
  before: Balance;
  after: Balance;
}

/** Carries an outcome out of a transaction that must leave nothing behind. */
class OnlyCounted extends Error {
  constructor(readonly outcome: Outcome) {
    super('only counted');
  }
}

/**
 * Takes the person out of the warehouse, as soon as there is no object that was loaded since the lake was listed and that is not
 * searched: the ledger must be moved for all that was loaded before the tombstone, and for nothing that comes later. The tombstone
 * goes to the lake in the same transaction; where this ends before its commit, the next run applies it.
 */
export async function applyOnce(erasing: Erasing, tombstone: TombstoneObject): Promise<Outcome> {
  const { client, lake, known, person, texts, found, isDryRun } = erasing;
  for (;;) {
    const late = await loadedMeanwhile(erasing);
    await search(erasing, await objectsOf(lake, late));
    for (const key of late) known.add(key);
    const outcome = await asLoader(client, async () => {
      if ((await loadedMeanwhile(erasing)).length > 0) return undefined;
      const before = await readBalance(client);
      const refusals = await refusalsWith(client, person);
      const lostRefusals = refusals.filter(({ key }) => !known.has(key)).map(({ id }) => id);
      if (!isDryRun) await putTombstone(lake, tombstone, found.fresh);
      const applied = await applyErasure(client, { tombstone, lines: found.fresh, texts, lostRefusals });
      if (!applied) throw new EtlError(`The erasure ${tombstone.erasure} is there already`);
      const done = { applied, before, after: await readBalance(client) };
      if (isDryRun) throw new OnlyCounted(done);
      return done;
    }).catch((error: unknown) => {
      if (error instanceof OnlyCounted) return error.outcome;
      throw error;
    });
    if (outcome) return outcome;
  }
}

async function loadedMeanwhile({ client, newestObject, known }: Erasing): Promise<string[]> {
  const { rows } = await client.query<{ object_key: string }>(
    'select object_key from etl_objects where object_id > $1::bigint',
    [newestObject],
  );
  return rows.map(({ object_key }) => object_key).filter((key) => !known.has(key));
}

async function objectsOf(lake: Lake, keys: readonly string[]): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for (const key of keys) for await (const object of lake.list(key)) if (object.key === key) objects.push(object);
  return objects;
}
