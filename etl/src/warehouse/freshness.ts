import pg from 'pg';
import { connectionTo } from './database-config.js';
import { type InstanceStatus, instanceStatus } from './instance-status.js';

/** How far the warehouse is behind, and whether its books balance. */
export interface Freshness {
  /** Seconds since the lake got the newest object that is loaded; undefined where none is. */
  lagSeconds?: number;
  /** Seconds since a run succeeded; undefined where none has. */
  secondsSinceSuccess?: number;
  /** Hours of the lake with an object whose lines do not add up. */
  unbalancedHours: number;
  /** The machine under the warehouse; undefined where it does not report. */
  instance?: InstanceStatus;
}

/** The newest object is among those that were loaded last: so many are looked at, however large the ledger is. */
const NEWEST_OBJECTS = 10_000;

/** Asks the warehouse; the cost does not grow with history. */
export async function freshness(client: pg.Client): Promise<Freshness> {
  const { rows } = await client.query<{ lag: string | null; success: string | null; unbalanced: number }>(
    `with newest as (
       select modified_at from etl_objects order by object_id desc limit $1
     ),
     last_success as (
       select ended_at from etl_runs where status = 'succeeded' order by run_id desc limit 1
     )
     select extract(epoch from clock_timestamp() - (select max(modified_at) from newest)) as lag,
       extract(epoch from clock_timestamp() - (select ended_at from last_success)) as success,
       (select count(distinct coalesce(hour, '-infinity'))::integer from etl_objects
        where received <> loaded + duplicate + rejected + erased) as unbalanced`,
    [NEWEST_OBJECTS],
  );
  const instance = await instanceStatus(client);
  const { lag = null, success = null, unbalanced = 0 } = rows[0] ?? {};
  return {
    ...(lag !== null && { lagSeconds: seconds(lag) }),
    ...(success !== null && { secondsSinceSuccess: seconds(success) }),
    unbalancedHours: unbalanced,
    ...(instance && { instance }),
  };
}

/** Asks on a connection of its own, as a failed run has lost its. @returns undefined where the warehouse does not answer */
export async function freshnessOf(database: pg.ClientConfig): Promise<Freshness | undefined> {
  const client = new pg.Client(connectionTo(database));
  client.on('error', () => {}); // the question fails, and says so
  try {
    await client.connect();
    return await freshness(client);
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Two clocks may differ by a little. */
const seconds = (text: string) => Math.max(0, Math.round(Number(text)));
