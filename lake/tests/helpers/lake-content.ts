import { type Lake, listFolders, liveObjects, rawLines } from '../../src/index.js';

/** Every line below a prefix, as its readers see it: what a compacted object stands for is not counted again. */
export async function linesBelow(lake: Lake, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { objects } of listFolders(lake, prefix))
    for (const { key } of await liveObjects(lake, objects))
      for await (const lines of rawLines(key, await lake.get(key))) found.push(...lines.map(String));
  return found;
}

/** Keys below a prefix. */
export async function keysBelow(lake: Lake, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of lake.list(prefix)) keys.push(key);
  return keys;
}
