import type { Lake } from '@footfall/lake';
import type pg from 'pg';
import { asLoader } from '../warehouse/loader-lock.js';
import { applyErasure } from './apply-erasure.js';
import { noteCompletion } from './conclude.js';
import { listTombstones, readCertificate, readErasedLines, readTombstone } from './tombstone-objects.js';

/**
 * Brings over what the lake knows of erasures and the warehouse does not: it was restored from an older backup, or is made anew.
 * Whoever loads calls it first, or he would bring the erased back.
 *
 * @returns how many erasures were new
 * @throws LakeError when a tombstone cannot be read; nothing may be loaded then
 */
export async function syncErasures(client: pg.Client, lake: Lake): Promise<number> {
  const tombstones = await listTombstones(lake);
  if (tombstones.length === 0) return 0;
  const { rows } = await client.query<{ erasure_id: string }>('select erasure_id from erasures');
  const known = new Set(rows.map(({ erasure_id }) => erasure_id));
  let added = 0;
  for (const { key, erasureId } of tombstones) {
    if (known.has(erasureId)) continue;
    const erasure = { tombstone: await readTombstone(lake, key), lines: await readErasedLines(lake, key) };
    if (await asLoader(client, () => applyErasure(client, erasure))) added++;
    const certificate = await readCertificate(lake, key);
    if (certificate) await noteCompletion(client, certificate);
  }
  return added;
}
