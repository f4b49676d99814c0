import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lake, LakeObject } from '@footfall/lake';
import { CliError } from '../errors.js';
import { syncFolder, type Written, writeSummed } from './write-summed.js';

/** So many objects are copied at once: enough to keep a disk busy while another one waits for its sync. */
const AT_ONCE = 8;

export interface CopyOptions {
  lake: Lake;
  objects: readonly LakeObject[];
  /** The folder that gets them under their keys. */
  folder: string;
  shouldStop: () => boolean;
  /** Told of each object that is there; throws where it is not what it should be. */
  onCopied: (object: LakeObject, written: Written) => void;
}

/** Copies objects to files, with the times at which the lake got them. @throws CliError when it was told to stop */
export async function copyObjects({ lake, objects, folder, shouldStop, onCopied }: CopyOptions): Promise<void> {
  const folders = new Set<string>();
  const waiting = objects.values();
  const copy = async () => {
    for (const object of waiting) {
      if (shouldStop()) throw new CliError('stopped: what was copied so far is removed by the next try');
      const file = join(folder, object.key);
      onCopied(object, await writeSummed(file, await lake.get(object.key)));
      await utimes(file, object.modifiedAt, object.modifiedAt);
      for (let at = join(file, '..'); at.length >= folder.length && !folders.has(at); at = join(at, '..'))
        folders.add(at);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, copy));
  for (const made of folders) await syncFolder(made);
}

/** Everything that a lake holds, in the order of its keys. */
export async function allObjects(lake: Lake): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for await (const object of lake.list('')) objects.push(object);
  return objects;
}
