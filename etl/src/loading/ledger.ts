import type pg from 'pg';
import { EtlError } from '../errors.js';
import { asLoader } from '../warehouse/loader-lock.js';
import type { Counts } from './counts.js';

/** Opens a row for a run, and marks runs as killed whose connection is gone. @returns the run's id */
export async function startRun(client: pg.Client, trigger: string, scope: string): Promise<string> {
  await client.query(
    `update etl_runs set status = 'killed', ended_at = clock_timestamp(), error = 'the process ended before the run did'
     where status = 'running' and not exists (
       select from pg_stat_activity as a where a.pid = backend_pid and a.usename = session_user and a.backend_start <= started_at
     )`,
  );
  const { rows } = await client.query<{ run_id: string }>(
    `insert into etl_runs (trigger, scope, status, backend_pid) values ($1, $2, 'running', pg_backend_pid())
     returning run_id`,
    [trigger, scope.slice(0, 500)],
  );
  return (rows[0] as { run_id: string }).run_id;
}

/** How a run ended. */
export interface RunEnd {
  /** Whether its whole scope is loaded, and no model is left to be built. */
  isComplete?: boolean;
  /** Why it failed. */
  error?: string;
}

/**
 * Closes a run's row with its counts, and writes which reported days were changed. Both in one transaction of the loader: what
 * another run loads is either part of what this one reports, or a restatement of it.
 *
 * @returns how many days were restated
 */
export async function endRun(client: pg.Client, runId: string, counts: Counts, end: RunEnd): Promise<number> {
  return asLoader(client, () => closeRun(client, runId, counts, end));
}

/** The same, in a loader's transaction that is under way. */
export async function closeRun(client: pg.Client, runId: string, counts: Counts, end: RunEnd): Promise<number> {
  const { rows } = await client.query<{ days: number }>('select write_restatements($1) as days', [runId]);
  await client.query(
    `update etl_runs set status = $2, error = $3, is_complete = $4, objects = $5, received = $6, loaded = $7,
         duplicate = $8, rejected = $9, erased = $10, ended_at = clock_timestamp()
       where run_id = $1`,
    [
      runId,
      end.error === undefined ? 'succeeded' : 'failed',
      end.error?.slice(0, 2000) ?? null,
      end.error === undefined && (end.isComplete ?? false),
      counts.objects,
      counts.received,
      counts.loaded,
      counts.duplicate,
      counts.rejected,
      counts.erased,
    ],
  );
  return rows[0]?.days ?? 0;
}

/** @throws EtlError naming objects of the run (with null: of all), and their hours, whose lines do not add up; there must never be one */
export async function checkBalance(client: pg.Client, runId: string | null): Promise<void> {
  const { rows } = await client.query<{ place: string }>(
    `select object_key || coalesce(' (hour ' || to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24') || ')', '') as place
     from etl_objects
     where received <> loaded + duplicate + rejected + erased and ($1::bigint is null or run_id = $1)
     order by hour limit 10`,
    [runId],
  );
  if (rows.length > 0)
    throw new EtlError(
      'Lines do not add up (received = loaded + duplicate + rejected + erased) in ' +
        `${rows.map(({ place }) => place).join(', ')}. See dash.balance`,
    );
}
