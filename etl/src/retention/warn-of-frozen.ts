import type pg from 'pg';
import type { Logger } from 'pino';

/** The newest object of the ledger: what a run loads comes after it. */
export async function lastObject(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select coalesce(max(object_id), 0) as id from etl_objects');
  return (rows[0] as { id: string }).id;
}

/**
 * Warns where a run has loaded events into hours that are frozen, as an import of old history does: they count as loaded, and whoever
 * looks for them in the figures must know why they are not there.
 */
export async function warnOfFrozen(
  client: pg.Client,
  { runId, after, logger }: { runId: string; after: string; logger: Logger },
): Promise<void> {
  const { rows } = await client.query<{ events: number; until: Date | null }>(
    `select coalesce(sum(loaded), 0)::integer as events, max(frozen_until()) as until from etl_objects
     where object_id > $1 and run_id = $2 and hour < date_trunc('hour', frozen_until())`,
    [after, runId],
  );
  const { events, until } = rows[0] as { events: number; until: Date | null };
  if (events > 0)
    logger.warn(
      { events, frozenUntil: until },
      'events were loaded into days whose facts are dropped (footfall retain): they change no figure, and go with the next drop',
    );
}
