import type pg from 'pg';
import { asOneOfModellers } from '../warehouse/loader-lock.js';
import type { RefreshOptions } from './refresh-models.js';

/** From so many stale days on two connections share them; fewer, as an hourly run has, `refresh_models` does with the last keys. */
const MANY_DAYS = 4;
/** So many stale days apart are two that may be rebuilt at a time (refresh_day). */
const DAYS_APART = 3;

/**
 * Rebuilds the rollups of many stale days by two connections, two days at a time, where no touched keys are left. Few, and all where
 * there is no other connection to be had, are left to `refresh_models`.
 * @returns whether it rebuilt any
 */
export async function refreshManyDays(
  client: pg.Client,
  third: () => Promise<pg.Client | undefined>,
  { shouldStop, onStep }: Pick<RefreshOptions, 'shouldStop' | 'onStep'>,
): Promise<boolean> {
  let second: pg.Client | undefined;
  for (let days = await daysToDo(client); days.length >= MANY_DAYS; days = await daysToDo(client)) {
    if (second && shouldStop?.()) break;
    second ??= await third();
    if (!second) break;
    const pair = [refreshDay(client, days[0] as string), refreshDay(second, days[DAYS_APART] as string)];
    await Promise.allSettled(pair); // none is left at work when the other's error is told
    await Promise.all(pair);
    onStep?.(days.length - pair.length);
  }
  return second !== undefined;
}

/** Stale days that are not frozen, the oldest first; none while touched keys would make them stale again. */
async function daysToDo(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ day: string }>(
    `select s.day::text as day from stale_days as s
     where not exists (select from etl_touched) and shop_day_start(s.day) >= frozen_until()
     order by s.day`,
  );
  return rows.map(({ day }) => day);
}

function refreshDay(client: pg.Client, day: string): Promise<unknown> {
  return asOneOfModellers(client, () => client.query('select refresh_day($1)', [day]));
}
