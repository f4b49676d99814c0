import { isCompacted, type Lake, LakeError, type LakeObject, liveObjects, readManifest } from '@footfall/lake';
import { reasonOf } from './errors.js';
import { count } from './format.js';

/** An object that cannot be read, or not to its end. */
export interface Damaged {
  key: string;
  reason: string;
}

/** So many damaged objects are named where a person reads; JSON has them all. */
const NAMED = 10;

/** `liveObjects`, but what has no sound manifest is set apart instead of stopping everything. */
export async function soundObjects(
  lake: Lake,
  objects: LakeObject[],
): Promise<{ live: LakeObject[]; damaged: Damaged[] }> {
  const damaged: Damaged[] = [];
  for (const { key } of objects) if (isCompacted(key)) damaged.push(...(await manifestDamage(lake, key)));
  const keys = new Set(damaged.map(({ key }) => key));
  const sound = objects.filter(({ key }) => !keys.has(key));
  return { live: await liveObjects(lake, sound), damaged };
}

async function manifestDamage(lake: Lake, key: string): Promise<Damaged[]> {
  try {
    await readManifest(lake, key);
    return [];
  } catch (error) {
    if (error instanceof LakeError) return [{ key, reason: reasonOf(error) }];
    throw error;
  }
}

/** Names the first ones, and says how many there are in all; empty where there are none. */
export function damageText(damaged: readonly Damaged[]): string {
  if (damaged.length === 0) return '';
  const heading = damaged.length === 1 ? '1 object is damaged:' : `${count(damaged.length)} objects are damaged:`;
  const names = damaged.slice(0, NAMED).map(({ key, reason }) => (reason.includes(key) ? reason : `${key}: ${reason}`));
  const more = damaged.length > NAMED ? [`and ${count(damaged.length - NAMED)} more; --json names them all`] : [];
  return [heading, ...[...names, ...more].map((line) => `  ${line}`)].join('\n');
}
