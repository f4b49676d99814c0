import type pg from 'pg';
import { asLoader } from '../warehouse/loader-lock.js';

/** A UTC hour whose facts go in one transaction: no step keeps the hourly runs waiting for long. */
export interface HourToDrop {
  hourAt: Date;
  facts: number;
}

export interface DropOptions {
  /** Asked between hours. */
  shouldStop?: (() => boolean) | undefined;
  /** Told after each hour how many facts went, and of how many. */
  onProgress?: ((dropped: number, inAll: number) => void) | undefined;
}

const HOUR_MS = 3_600_000;

/** Hours with facts that go when days before `until` are frozen. */
export async function hoursToDrop(client: pg.Client, until: Date): Promise<HourToDrop[]> {
  const { rows } = await client.query<{ hour_at: Date; facts: string }>(
    'select hour_at, facts from hours_to_drop($1)',
    [until],
  );
  return rows.map(({ hour_at, facts }) => ({ hourAt: hour_at, facts: Number(facts) }));
}

/**
 * Freezes days and visits before `until`, where no model of them waits to be built, and drops what the days know of single visitors.
 * In the loader's transaction, so that what is loaded later finds them frozen.
 * @returns false where the models are not up to date, and nothing is changed
 */
export async function freeze(client: pg.Client, until: Date): Promise<boolean> {
  return asLoader(client, async () => {
    const { rows } = await client.query<{ waiting: boolean }>(
      'select exists (select from etl_touched) or exists (select from stale_days) as waiting',
    );
    if (rows[0]?.waiting) return false;
    await client.query('insert into fact_drops (frozen_before) values ($1) on conflict do nothing', [until]);
    // Whole days, which nothing builds anew: an erasure must find nobody there.
    for (const table of ['product_visits', 'visit_cells', 'visit_days', 'page_view_days', 'other_paths'])
      await client.query(`delete from ${table} where day < shop_day($1)`, [until]);
    return true;
  });
}

/**
 * Drops the facts of what is frozen, hour by hour, each in a transaction of the loader. Killed anywhere, the next call goes on.
 * @returns how many went, and whether none is left
 */
export async function dropFacts(
  client: pg.Client,
  until: Date,
  { shouldStop, onProgress }: DropOptions = {},
): Promise<{ facts: number; isComplete: boolean }> {
  const hours = await hoursToDrop(client, until);
  const inAll = hours.reduce((sum, { facts }) => sum + facts, 0);
  let dropped = 0;
  for (const { hourAt } of hours) {
    if (shouldStop?.()) return { facts: dropped, isComplete: false };
    dropped += await asLoader(client, async () => {
      const to = new Date(hourAt.getTime() + HOUR_MS);
      const { rows } = await client.query<{ facts: string }>('select drop_facts($1, $2, $3) as facts', [
        hourAt,
        to,
        until,
      ]);
      return Number(rows[0]?.facts);
    });
    onProgress?.(dropped, inAll);
  }
  await client.query('update fact_drops set ended_at = clock_timestamp() where ended_at is null');
  return { facts: dropped, isComplete: true };
}

/** Drops in what was made anew what is dropped in the warehouse. @returns whether that is anything */
export async function dropAsBefore(ours: pg.Client, rebuilt: pg.Client): Promise<boolean> {
  const { rows } = await ours.query<{ until: Date | null }>(
    'select max(frozen_before) as until from public.fact_drops',
  );
  const until = rows[0]?.until;
  if (!until || !(await freeze(rebuilt, until))) return false;
  await dropFacts(rebuilt, until);
  return true;
}
