import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import type { Lake } from '@footfall/lake';

/** Every line below a prefix of a lake, parsed, with the key of its object. */
export async function linesOf(lake: Lake, prefix: string): Promise<{ key: string; line: Record<string, unknown> }[]> {
  const found: { key: string; line: Record<string, unknown> }[] = [];
  for await (const { key, line } of allLines(lake, prefix)) found.push({ key, line: JSON.parse(line) });
  return found;
}

/** Every line below a prefix of a lake, as it stands there. */
export async function rawLines(lake: Lake, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { line } of allLines(lake, prefix)) found.push(line);
  return found;
}

async function* allLines(lake: Lake, prefix: string): AsyncIterable<{ key: string; line: string }> {
  for await (const { key } of lake.list(prefix)) {
    const content = await text((await lake.get(key)).pipe(createGunzip()));
    for (const line of content.split('\n').filter(Boolean)) yield { key, line };
  }
}
