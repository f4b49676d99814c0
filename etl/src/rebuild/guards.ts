import { dataTables, SECOND_SCHEMA } from '@footfall/warehouse';
import type pg from 'pg';
import { EtlError } from '../errors.js';
import type { RebuildParts } from './rebuild.js';

const inGiB = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

/** Refuses to begin where the disk cannot hold the warehouse twice. */
export async function refuseFullDisk({ client, freeBytes }: RebuildParts): Promise<void> {
  const free = await freeBytes?.();
  if (free === undefined) return;
  const { rows } = await client.query<{ bytes: string }>(
    `select coalesce(sum(pg_total_relation_size(('public.' || quote_ident(t.name))::regclass)), 0) as bytes
     from unnest($1::text[]) as t (name)`,
    [await dataTables(client)],
  );
  const needed = Number(rows[0]?.bytes);
  if (free < needed)
    throw new EtlError(
      `The disk of PostgreSQL has ${inGiB(free)} free, and a rebuild needs about ${inGiB(needed)}, as much as the warehouse takes. ` +
        'Free some space and run it again. Nothing was changed.',
    );
}

/** Refuses to replace the warehouse by one that lacks what the lake has no longer: to be lost, it must be named. */
export async function refuseMissing({ client, allowMissing, logger }: RebuildParts): Promise<void> {
  const { rows } = await client.query<{ objects: number; events: string; first: string }>(
    `select count(*)::int as objects, coalesce(sum(loaded), 0) as events, min(object_key) as first
     from public.etl_objects as o
     where not exists (select from ${SECOND_SCHEMA}.etl_objects as r where r.object_key = o.object_key)
     and not exists (
       select from ${SECOND_SCHEMA}.etl_compacted as c
       inner join ${SECOND_SCHEMA}.etl_objects as t on t.object_key = c.target_key
       where c.object_key = o.object_key
     )`,
  );
  const { objects, events, first } = rows[0] as { objects: number; events: string; first: string };
  if (objects === 0) return;
  const what = `${objects} objects that the warehouse has loaded, with ${events} events, cannot be read from the lake, first ${first}`;
  if (!allowMissing)
    throw new EtlError(
      `${what}. They would be lost, so nothing was changed. Restore them, check that FOOTFALL_LAKE is the right lake, ` +
        'or run it with --allow-missing.',
    );
  logger.warn(`${what}; they are left out`);
}

/** Refuses to go on where somebody was erased while the rebuild ran: it may have loaded them before. */
export async function refuseErased(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('public.erasures') is not null as exists`,
  );
  if (!rows[0]?.exists) return;
  const { rowCount } = await client.query(
    `select e.* from public.erasures as e except all select e.* from ${SECOND_SCHEMA}.erasures as e`,
  );
  if (rowCount) throw new EtlError('Somebody was erased while the rebuild ran. Nothing was changed; run it again.');
}
