import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Lake, LakeError } from './lake.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** An object whose lines stand in a compacted one. */
export interface ManifestPart {
  /** Its key; events without an id have theirs from it and their line. */
  key: string;
  lines: number;
  /** When it was written, ISO 8601: the time of events that carry none. */
  modifiedAt: string;
}

/**
 * What a compacted object is made of. It lies beside the lake's data, below `manifests/`, and is written first: a compacted
 * object that can be seen has one.
 */
export interface Manifest {
  version: 1;
  /** In the order of the lines; each line belongs to one part. */
  parts: ManifestPart[];
  /** Earlier compacted objects that this one stands for. */
  replaces: string[];
  /** SHA-256 of the lines with their ends, in hexadecimal digits. */
  sha256: string;
}

const COMPACTED = /(^|\/)compacted-[0-9a-f]{32}\.ndjson\.gz$/;

/** Whether a key is a compacted object's. */
export const isCompacted = (key: string) => COMPACTED.test(key);

/** The folder of a key, with its slash. */
export const folderOf = (key: string) => key.slice(0, key.lastIndexOf('/') + 1);

/** The key of what is made of these parts: the same parts give the same key, whoever compacts them. */
export function compactedKey(folder: string, parts: readonly ManifestPart[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts.map(({ key, lines }) => [key, lines])));
  return `${folder}compacted-${digest.digest('hex').slice(0, 32)}.ndjson.gz`;
}

/** Where a compacted object's manifest lies. */
export const manifestKey = (key: string) => `manifests/${key.replace(/\.ndjson\.gz$/, '.json.gz')}`;

/** A manifest as it is stored. */
export const packManifest = (manifest: Manifest) => pack(JSON.stringify(manifest));

/** Stores a manifest; to be done before its object. */
export async function writeManifest(lake: Lake, key: string, manifest: Manifest): Promise<void> {
  await lake.put(manifestKey(key), await packManifest(manifest));
}

/** Reads a compacted object's manifest. @throws LakeError when it is missing or damaged: then the object must not be read */
export async function readManifest(lake: Lake, key: string): Promise<Manifest> {
  const packed = await buffer(await lake.get(manifestKey(key)));
  try {
    const manifest = JSON.parse((await unpack(packed)).toString()) as Manifest;
    if (manifest.version !== 1) throw new Error(`it has version ${manifest.version}`);
    return manifest;
  } catch (error) {
    throw new LakeError(`The manifest ${manifestKey(key)} cannot be read`, { cause: error });
  }
}

/** Keys of everything that a compacted object stands for. */
export const coveredBy = ({ parts, replaces }: Manifest) => [...parts.map(({ key }) => key), ...replaces];
