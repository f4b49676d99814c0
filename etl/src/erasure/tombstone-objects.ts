import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Lake, LakeError } from '@footfall/lake';
import type { Certificate } from './certificate.js';
import type { PersonKind, Subject } from './subjects.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** An erasure as the lake keeps it, below `erasures/`: without the id of whom it was. */
export interface TombstoneObject {
  version: 1;
  erasure: string;
  kind: PersonKind;
  /** SHA-256 of kind, line feed and id, in hexadecimal digits. */
  subjectHash: string;
  /** ISO 8601. */
  erasedAt: string;
  ranBy: string;
  subjects: Subject[];
}

/** Lines by the key of the object in which they stood first; numbers begin with 1. */
export type LinesByKey = Map<string, Set<number>>;

const TOMBSTONE = /^erasures\/[^/]*-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json$/;

/** What the keys of an erasure's objects begin with; they sort by its time. */
export function erasureKey({ erasure, erasedAt }: Pick<TombstoneObject, 'erasure' | 'erasedAt'>): string {
  return `erasures/${erasedAt.replace(/[-:.]/g, '')}-${erasure}`;
}

/** Stores a tombstone: the list of its lines first, since whoever sees the tombstone needs them. */
export async function putTombstone(lake: Lake, tombstone: TombstoneObject, lines: LinesByKey): Promise<void> {
  const key = erasureKey(tombstone);
  const objects = [...lines].map(([object, numbers]) => ({ key: object, lines: [...numbers] }));
  await lake.put(`${key}.lines.json.gz`, await pack(JSON.stringify({ version: 1, objects })));
  await lake.put(`${key}.json`, Buffer.from(JSON.stringify(tombstone, null, 2)));
}

/** Stores what was done, beside the tombstone. */
export async function putCertificate(lake: Lake, certificate: Certificate): Promise<void> {
  await lake.put(`${erasureKey(certificate)}.certificate.json`, Buffer.from(JSON.stringify(certificate, null, 2)));
}

/** Reads what was done; undefined where the erasure was interrupted before it could say it. */
export async function readCertificate(lake: Lake, tombstoneKey: string): Promise<Certificate | undefined> {
  const key = tombstoneKey.replace(/\.json$/, '.certificate.json');
  for await (const object of lake.list(key))
    if (object.key === key) return readJson<Certificate>(lake, key, async (bytes) => bytes);
  return undefined;
}

/** All erasures of a lake, the oldest first. */
export async function listTombstones(lake: Lake): Promise<{ key: string; erasureId: string }[]> {
  const found: { key: string; erasureId: string }[] = [];
  for await (const { key } of lake.list('erasures/')) {
    const erasureId = TOMBSTONE.exec(key)?.[1];
    if (erasureId !== undefined) found.push({ key, erasureId });
  }
  return found;
}

/** Reads a tombstone. @throws LakeError when it is damaged: nothing may be loaded then, or the person would come back */
export async function readTombstone(lake: Lake, key: string): Promise<TombstoneObject> {
  return readJson<TombstoneObject>(lake, key, async (bytes) => bytes);
}

/** Reads which lines an erasure has taken. @throws LakeError when the list is missing or damaged */
export async function readErasedLines(lake: Lake, tombstoneKey: string): Promise<LinesByKey> {
  const key = tombstoneKey.replace(/\.json$/, '.lines.json.gz');
  const { objects } = await readJson<{ version: 1; objects: { key: string; lines: number[] }[] }>(lake, key, unpack);
  return new Map(objects.map((object) => [object.key, new Set(object.lines)]));
}

async function readJson<T extends { version: 1 }>(
  lake: Lake,
  key: string,
  open: (bytes: Buffer) => Promise<Buffer>,
): Promise<T> {
  const bytes = await buffer(await lake.get(key));
  try {
    const value = JSON.parse((await open(bytes)).toString()) as T;
    if (value.version !== 1) throw new Error(`it has version ${value.version}`);
    return value;
  } catch (error) {
    throw new LakeError(`${key} cannot be read. Restore it, so that whom it names stays erased`, { cause: error });
  }
}
