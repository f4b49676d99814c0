import pg from 'pg';
import { SettingsError } from './errors.js';

/** What the shop calls a day and a week; what is left out stays as the warehouse has it. */
export interface ShopSettings {
  /** As `Europe/Berlin`; the warehouse says what it knows. */
  timeZone?: string;
  /** 1 for Monday to 7 for Sunday. */
  weekStartsOn?: number;
}

/** Reads `FOOTFALL_TIME_ZONE` and `FOOTFALL_WEEK_START`. @throws SettingsError naming the variable */
export function shopSettings(env: Record<string, string | undefined>): ShopSettings {
  const { FOOTFALL_TIME_ZONE: timeZone, FOOTFALL_WEEK_START: weekStart } = env;
  if (weekStart && !/^[1-7]$/.test(weekStart))
    throw new SettingsError(`FOOTFALL_WEEK_START is "${weekStart}", but a week starts on 1 (Monday) to 7 (Sunday)`);
  return { ...(timeZone && { timeZone }), ...(weekStart && { weekStartsOn: Number(weekStart) }) };
}

/** PostgreSQL's code for a value that a function does not take. */
const INVALID_VALUE = '22023';

/** Tells the warehouse. @throws SettingsError where it knows no such time zone */
export async function applyShop(client: pg.ClientBase, { timeZone, weekStartsOn }: ShopSettings): Promise<void> {
  if (timeZone === undefined && weekStartsOn === undefined) return;
  try {
    await client.query('select set_shop($1, $2)', [timeZone ?? null, weekStartsOn ?? null]);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === INVALID_VALUE) throw new SettingsError(error.message);
    throw error;
  }
}
