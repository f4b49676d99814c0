import type { Lake } from '@footfall/lake';
import type pg from 'pg';
import type { Logger } from 'pino';
import { runEtl } from '../run.js';
import { withConnection } from '../warehouse/connections.js';
import { type QuarantineFilter, type ReasonGroup, refusedLines, refusedReasons } from './ledger.js';
import { readRefused } from './read.js';
import type { RefusedEvent } from './refused.js';
import { type RetryCounts, type RetryOptions, retryRefused } from './retry.js';

export interface QuarantineOptions {
  lake: Lake;
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
}

/** Refused events, of the collector and of the ETL. */
export interface Quarantine {
  /** By reason, most frequent first. */
  reasons(filter?: QuarantineFilter): Promise<ReasonGroup[]>;
  /** Some of them, whole, as the lake has them. */
  samples(filter: QuarantineFilter, limit: number): Promise<RefusedEvent[]>;
  /** Sends them again; see `retryRefused`. */
  retry(options: Omit<RetryOptions, 'lake'>): Promise<RetryCounts>;
}

/** Opens the quarantine for as long as `work` takes. What the collector refused since the last run is brought into the ledger. */
export async function withQuarantine<T>(
  { lake, databaseUrl, logger }: QuarantineOptions,
  work: (quarantine: Quarantine) => Promise<T>,
): Promise<T> {
  const scope = { label: 'prefix rejected/', prefixes: ['rejected/'], isExact: true };
  await runEtl({ lake, databaseUrl, logger, scope, trigger: 'quarantine' });
  return withConnection({ databaseUrl, logger }, { name: 'footfall quarantine' }, (client) =>
    work({
      reasons: (filter) => refusedReasons(client, filter),
      samples: async (filter, limit) => readRefused(client, lake, await refusedLines(client, filter, { limit })),
      retry: (options) => retryRefused(client, { ...options, lake }),
    }),
  );
}
