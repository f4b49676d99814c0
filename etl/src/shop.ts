import pg from 'pg';
import { SettingsError } from './errors.js';

/** What the shop calls a day and a week, and for how long it keeps facts; what is left out stays as the warehouse has it. */
export interface ShopSettings {
  /** As `Europe/Berlin`; the warehouse says what it knows. */
  timeZone?: string;
  /** 1 for Monday to 7 for Sunday. */
  weekStartsOn?: number;
  /** Days for which facts are kept; null for ever. */
  factsKeepDays?: number | null;
}

/**
 * Events are believed for 90 days, so that what comes later by itself is never older than facts that are gone. The warehouse has
 * the same limit.
 */
const LEAST_FACTS_KEEP_DAYS = 100;

/** Reads `FOOTFALL_TIME_ZONE`, `FOOTFALL_WEEK_START` and `FOOTFALL_FACTS_KEEP_DAYS`. @throws SettingsError naming the variable */
export function shopSettings(env: Record<string, string | undefined>): ShopSettings {
  const { FOOTFALL_TIME_ZONE: timeZone, FOOTFALL_WEEK_START: weekStart, FOOTFALL_FACTS_KEEP_DAYS: keep } = env;
  if (weekStart && !/^[1-7]$/.test(weekStart))
    throw new SettingsError(`FOOTFALL_WEEK_START is "${weekStart}", but a week starts on 1 (Monday) to 7 (Sunday)`);
  return {
    ...(timeZone && { timeZone }),
    ...(weekStart && { weekStartsOn: Number(weekStart) }),
    ...(keep && { factsKeepDays: keepDays(keep) }),
  };
}

function keepDays(text: string): number | null {
  if (text === 'off') return null;
  if (/^\d{1,5}$/.test(text) && Number(text) >= LEAST_FACTS_KEEP_DAYS) return Number(text);
  throw new SettingsError(
    `FOOTFALL_FACTS_KEEP_DAYS is "${text}", but facts are kept for at least ${LEAST_FACTS_KEEP_DAYS} days, or for ever (off)`,
  );
}

/** PostgreSQL's code for a value that a function does not take. */
const INVALID_VALUE = '22023';

/** Tells the warehouse. @throws SettingsError where it knows no such time zone */
export async function applyShop(client: pg.ClientBase, settings: ShopSettings): Promise<void> {
  const { timeZone, weekStartsOn, factsKeepDays } = settings;
  try {
    if (timeZone !== undefined || weekStartsOn !== undefined)
      await client.query('select set_shop($1, $2)', [timeZone ?? null, weekStartsOn ?? null]);
    if (factsKeepDays !== undefined) await client.query('select set_facts_keep_days($1)', [factsKeepDays]);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === INVALID_VALUE) throw new SettingsError(error.message);
    throw error;
  }
}
