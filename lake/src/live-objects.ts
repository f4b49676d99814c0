import { coveredBy, folderOf, isCompacted, readManifest } from './compacted.js';
import type { Lake, LakeObject } from './lake.js';

/** The objects of one folder, in the order of their keys. */
export interface LakeFolder {
  /** With its slash, as `events/2026/11/22/15/`. */
  folder: string;
  objects: LakeObject[];
}

/** Whether an object holds lines: all below events/ and rejected/ do but the empty ones that S3's console makes for folders. */
export const isData = (key: string) => /^(events|rejected)\/.*[^/]$/.test(key);

/** Lists folder by folder what stands below a prefix; of the lake's data only, not of its manifests. */
export async function* listFolders(lake: Lake, prefix: string): AsyncGenerator<LakeFolder> {
  let open: LakeFolder | undefined;
  for await (const object of lake.list(prefix)) {
    if (!isData(object.key)) continue;
    const folder = folderOf(object.key);
    if (open && open.folder !== folder) {
      yield open;
      open = undefined;
    }
    open ??= { folder, objects: [] };
    open.objects.push(object);
  }
  if (open) yield open;
}

/** A folder's objects without those whose lines stand in a compacted one, too: a compaction may be about to remove them. */
export async function liveObjects(lake: Lake, objects: readonly LakeObject[]): Promise<LakeObject[]> {
  if (objects.length < 2) return [...objects];
  const covered = new Set<string>();
  for (const { key } of objects)
    if (isCompacted(key) && !covered.has(key))
      for (const source of coveredBy(await readManifest(lake, key))) if (source !== key) covered.add(source);
  return objects.filter(({ key }) => !covered.has(key));
}
