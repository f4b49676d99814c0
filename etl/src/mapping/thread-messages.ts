import type { LakeObject } from '@footfall/lake';
import type { ErasedLines, Tombstone } from '../erasure/tombstones.js';
import type { MappingSettings } from '../events/event-mapping.js';
import type { KnownParts } from '../lines/object-lines.js';
import type { PackedLines } from './packed-lines.js';

/** What a mapping thread is started with. */
export interface ThreadData {
  settings: MappingSettings;
  tombstones: readonly Tombstone[];
  erasedLines: ErasedLines;
}

/** To the thread. `id` is the object's. */
export type ToThread =
  | {
      type: 'object';
      id: number;
      object: LakeObject;
      parts: KnownParts | undefined;
      /** Whole; none where pieces follow. */
      body: Uint8Array | undefined;
    }
  /** The next piece of a body; none at its end, with what broke it off where something did. */
  | { type: 'piece'; id: number; piece?: Uint8Array; error?: string }
  /** So many bytes of rows were taken. */
  | { type: 'taken'; bytes: number };

/** From the thread. */
export type FromThread =
  /** It has room for another piece. */
  | { type: 'more'; id: number }
  | { type: 'lines'; id: number; lines: PackedLines }
  | { type: 'done'; id: number; error?: string };
