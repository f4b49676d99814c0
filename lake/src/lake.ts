import type { Readable } from 'node:stream';

/** An object of the lake, as a listing tells it. */
export interface LakeObject {
  /** Path inside the lake, as `events/2026/11/22/15/….ndjson.gz`. */
  key: string;
  bytes: number;
  modifiedAt: Date;
}

/** The raw event lake: append-only objects below keys. Both drivers keep the same promises; one test suite holds them to it. */
export interface Lake {
  /** The lake's URL, without credentials. */
  readonly url: string;
  /**
   * Stores an object, which is seen whole or not at all. Resolves when it is durable: S3 has it, or file and folder are synced to
   * disk. A reader may see it a moment before that.
   * @throws LakeError when it was not stored
   */
  put(key: string, body: Uint8Array): Promise<void>;
  /**
   * Puts new content in an object's place, for an erasure: objects change for nothing else. Readers see the old or the new
   * content, whole; resolves when the new one is durable.
   * @throws LakeError when it may not be; one of the two is there
   */
  replace(key: string, body: Uint8Array): Promise<void>;
  /** Opens an object for reading. @throws LakeError when there is none */
  get(key: string): Promise<Readable>;
  /** All objects whose key starts with `prefix`, in the order of their keys. */
  list(prefix: string): AsyncIterable<LakeObject>;
  /** Removes an object; one that is not there is removed already. Only what another object holds as well may go. */
  remove(key: string): Promise<void>;
  /** Tries whether the lake can be written at this moment. @throws LakeError when not */
  probe(): Promise<LakeProbe>;
}

/** What a probe found: it wrote; or it may not write, but the lake is there, and only a real write can tell. */
export type LakeProbe = 'written' | 'reached';

/** The lake did not do what was asked; `cause` says why. */
export class LakeError extends Error {
  override name = 'LakeError';
}

const KEY = /^(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9._=-]+(\/[A-Za-z0-9._=-]+)*$/;

/** Refuses keys that lead out of the lake; objects of other writers may have any other name. */
export function checkReadableKey(key: string): void {
  if (
    key === '' ||
    key.startsWith('/') ||
    key.includes('\0') ||
    key.split('/').some((part) => part === '..' || part === '.')
  )
    throw new LakeError('A key must not lead out of the lake');
}

/** Refuses keys that could leave the lake's folder, or that S3 and file systems read differently. */
export function checkKey(key: string): void {
  if (!KEY.test(key)) throw new LakeError('A key may hold letters, digits and ._=- between slashes only');
}
