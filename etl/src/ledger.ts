import type pg from 'pg';
import type { Counts } from './load-batch.js';

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

/** Closes a run's row with its counts. */
export async function endRun(client: pg.Client, runId: string, counts: Counts, error?: string): Promise<void> {
  await client.query(
    `update etl_runs set status = $2, error = $3, objects = $4, received = $5, loaded = $6, duplicate = $7,
       rejected = $8, erased = $9, ended_at = clock_timestamp()
     where run_id = $1`,
    [
      runId,
      error === undefined ? 'succeeded' : 'failed',
      error?.slice(0, 2000) ?? null,
      counts.objects,
      counts.received,
      counts.loaded,
      counts.duplicate,
      counts.rejected,
      counts.erased,
    ],
  );
}

/** Keys of a run's objects, or with null of all, whose lines do not add up; there must never be one. */
export async function unbalancedObjects(client: pg.Client, runId: string | null): Promise<string[]> {
  const { rows } = await client.query<{ object_key: string }>(
    `select object_key from etl_objects
     where ($1::bigint is null or run_id = $1) and received <> loaded + duplicate + rejected + erased limit 10`,
    [runId],
  );
  return rows.map((row) => row.object_key);
}
