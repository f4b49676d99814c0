import { isData, type Lake, type LakeObject } from '@footfall/lake';
import type pg from 'pg';
import type { Logger } from 'pino';
import { EtlError } from '../errors.js';
import type { FoundLines } from './found-lines.js';
import type { SearchProgress } from './search-lake.js';
import type { Person, SubjectText } from './subjects.js';

export interface EraseOptions {
  lake: Lake;
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
  person: Person;
  /** Who is to be named in the ledger. */
  ranBy: string;
  /** Only counts what it would erase. */
  isDryRun?: boolean;
  /** Asked between objects; what is done stays done, and the same call finishes it. */
  shouldStop?: () => boolean;
  onProgress?: (done: EraseProgress) => void;
}

/** How far an erasure is. */
export interface EraseProgress extends SearchProgress {
  step: 'search' | 'rewrite';
}

/** An erasure under way. */
export interface Erasing extends EraseOptions {
  client: pg.Client;
  erasedAt: Date;
  /** What the ledger's rows have been given when the lake was listed. */
  newestObject: string;
  /** Keys that were searched. */
  known: Set<string>;
  texts: SubjectText[];
  found: FoundLines;
}

/** Its connection; the same call finishes what broke off. */
export const ERASE = { name: 'footfall erase', goesOn: 'What is done stays done: run the same command again' };

/** What is said where it was told to stop. */
export const stopped = (more = 'nothing is erased yet') =>
  new EtlError(`The erasure was stopped: ${more}. Run the same command again.`);

/** What the ETL loads of the lake; with its keys' order. */
export async function listObjects(lake: Lake): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for (const root of ['events/', 'rejected/'])
    for await (const object of lake.list(root)) if (isData(object.key)) objects.push(object);
  return objects;
}

/** Searches objects, and adds what is found. */
export async function search({ lake, found, onProgress, shouldStop }: Erasing, objects: LakeObject[]): Promise<void> {
  await found.search(lake, objects, { shouldStop, onProgress: (done) => onProgress?.({ step: 'search', ...done }) });
  if (shouldStop?.()) throw stopped();
}
