import type pg from 'pg';
import type { Logger } from 'pino';
import { EtlError } from '../errors.js';
import { refreshModels } from '../models/refresh-models.js';
import { applyShop, type ShopSettings } from '../shop.js';
import { withConnection } from '../warehouse/connections.js';
import { type DropOptions, dropFacts, freeze, hoursToDrop } from './drop-facts.js';

/** Loads beside it touch models again; between two of them there is a moment when none waits. */
const FREEZE_ATTEMPTS = 10;

export interface RetainOptions extends DropOptions {
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
  /** The shop's settings, where they are told; for how long facts are kept is one of them. */
  shop?: ShopSettings;
  isDryRun?: boolean;
  now?: Date;
}

/** What went, or would go. */
export interface RetainSummary {
  /** Null where facts are kept for ever. */
  keepDays: number | null;
  /** Days before it are frozen, ISO 8601; null where facts are kept for ever. */
  frozenBefore: string | null;
  facts: number;
  seconds: number;
  /** False where it was told to stop: the next one goes on. */
  isComplete: boolean;
}

/**
 * Drops facts that are older than the shop keeps them; rollups, visits, orders and carts stay as they are. May be killed anywhere,
 * and run beside everything else.
 *
 * @throws EtlError where models wait to be built again and again
 * @throws WarehouseTrouble where the warehouse is why it failed; what went until then is gone, and accounted for
 */
export async function retainFacts(options: RetainOptions): Promise<RetainSummary> {
  const { logger, shop } = options;
  const started = performance.now();
  return withConnection(options, { name: 'footfall retain' }, async (client) => {
    if (shop) await applyShop(client, shop);
    const done = await retain(client, options);
    const summary = { ...done, seconds: (performance.now() - started) / 1000 };
    logger.info(summary, 'old facts dropped');
    return summary;
  });
}

async function retain(client: pg.Client, options: RetainOptions): Promise<Omit<RetainSummary, 'seconds'>> {
  const { isDryRun, now = new Date(), ...dropping } = options;
  const { rows } = await client.query<{ days: number | null; until: Date | null }>(
    'select facts_keep_days as days, facts_limit($1) as until from settings',
    [now],
  );
  const { days: keepDays = null, until = null } = rows[0] ?? {};
  if (until === null) return { keepDays, frozenBefore: null, facts: 0, isComplete: true };
  const common = { keepDays, frozenBefore: until.toISOString() };
  if (isDryRun) {
    const hours = await hoursToDrop(client, until);
    return { ...common, facts: hours.reduce((sum, { facts }) => sum + facts, 0), isComplete: true };
  }
  for (let attempt = 1; ; attempt++) {
    if (!(await refreshModels(client, dropping))) return { ...common, facts: 0, isComplete: false };
    if (await freeze(client, until)) break;
    if (attempt === FREEZE_ATTEMPTS)
      throw new EtlError(
        'Models wait to be built again and again, so no facts were dropped. Run it when no load runs.',
      );
  }
  return { ...common, ...(await dropFacts(client, until, dropping)) };
}
