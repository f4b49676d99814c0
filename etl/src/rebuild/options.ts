import type { Lake } from '@footfall/lake';
import type { SkippedTable, TableComparison } from '@footfall/warehouse';
import type { Logger } from 'pino';
import type { MappingSettings } from '../events/event-mapping.js';
import type { Counts } from '../loading/counts.js';

/** What a rebuild is at. */
export type RebuildPhase = 'listing' | 'loading' | 'models' | 'waiting' | 'comparing' | 'swapping';

/** How far it is. */
export interface RebuildProgress {
  phase: RebuildPhase;
  /** Objects that are loaded, and how many there are. */
  objects: number;
  objectsInAll: number;
  /** Lines that were read. */
  events: number;
  /** Until everything is loaded; unknown at first. */
  secondsLeft?: number;
}

export interface RebuildOptions {
  lake: Lake;
  /** Of the warehouse's owner: footfall_owner. */
  ownerUrl: string;
  logger: Logger;
  /** How the shop wants its events mapped; as its runs have it, or the warehouse that is made differs from theirs. */
  mapping?: MappingSettings;
  /** Compares the warehouse with what the lake gives, and replaces nothing. */
  isVerification?: boolean;
  /** Goes on although the lake has no longer what the warehouse has loaded: its events are lost then. */
  allowMissing?: boolean;
  /** Bytes that are free where PostgreSQL keeps its data, where that is known. */
  freeBytes?: () => Promise<number | undefined>;
  /** Ends it soon; the warehouse stays as it is. */
  signal?: AbortSignal;
  onProgress?: (progress: RebuildProgress) => void;
}

/** What a rebuild did. */
export interface RebuildSummary extends Counts {
  /** False where it was told to stop: the warehouse is as it was. */
  isComplete: boolean;
  /** Days that were reported, and whose figures are others now. */
  restatedDays: number;
  seconds: number;
  /** Seconds by phase. */
  phases: Partial<Record<RebuildPhase, number>>;
  /** What a verification found. */
  comparison?: {
    isEqual: boolean;
    tables: TableComparison[];
    skipped: SkippedTable[];
  };
}
