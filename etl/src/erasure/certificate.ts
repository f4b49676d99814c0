import type pg from 'pg';
import type { PersonKind } from './subjects.js';

/** Lines of the lake and what became of them. */
export interface Balance {
  received: number;
  loaded: number;
  duplicate: number;
  rejected: number;
  erased: number;
}

/** What an erasure did, without the id of whom it was. Times are ISO 8601. */
export interface Certificate {
  version: 1;
  erasure: string;
  kind: PersonKind;
  subjectHash: string;
  /** What was received or happened before is erased. */
  erasedAt: string;
  /** Null where it was only counted. */
  completedAt: string | null;
  ranBy: string;
  isDryRun: boolean;
  /** Earlier erasures of the same person that were killed, and are finished by this one. */
  finished: string[];
  searched: { objects: number; lines: number };
  removed: {
    /** Objects of the lake that were rewritten, and lines of theirs that were replaced. */
    objects: number;
    events: number;
    refusedEvents: number;
    /** Rows of the warehouse. */
    facts: number;
    refusals: number;
    retries: number;
    sessions: number;
    orders: number;
    /** Lines that the ledger had as loaded, duplicate or rejected, and has as erased now. */
    ledgerLines: number;
  };
  /** Of a user: clients whose events without a user went with him, and sessions of clients that others use as well. */
  covers: { clients: number; sessions: number };
  /** Others' lines that hold the id in a field of another meaning; they stay. */
  mentions: number;
  /** Objects that cannot be read to their end: what is behind the damage was not searched. */
  damaged: { key: string; reason: string }[];
  balance: { before: Balance; after: Balance };
  notCovered: string[];
}

/** What an erasure cannot reach, and what to do about it. */
export const NOT_COVERED = [
  'Older versions of the rewritten objects, where the bucket keeps versions: they go when its rule for noncurrent versions says so.',
  'Backups of lake and warehouse: a restored one is erased again, in the warehouse by the next ETL run, in the lake by "footfall erase --again".',
  'Disk pages and logs of PostgreSQL that are not overwritten yet: vacuum, and the age of archived logs, decide when they are.',
  'Logs of proxies, CDN and servers, and the databases of the shop itself.',
];

/** The ledger's sums. */
export async function readBalance(client: pg.Client): Promise<Balance> {
  const { rows } = await client.query<Record<keyof Balance, string>>(
    `select coalesce(sum(received), 0) as received, coalesce(sum(loaded), 0) as loaded,
       coalesce(sum(duplicate), 0) as duplicate, coalesce(sum(rejected), 0) as rejected, coalesce(sum(erased), 0) as erased
     from etl_objects`,
  );
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, sum]) => [name, Number(sum)])) as never;
}
