import type pg from 'pg';
import { lineFilter } from './line-filter.js';
import { textMentions } from './mentions.js';
import type { Person } from './subjects.js';

/** A refused line that the ledger has the beginning of, and its place in the lake. */
export interface RefusalOfLedger {
  id: string;
  key: string;
}

/**
 * Refused lines in whose beginning a person's id stands: the lake may have lost their objects, by a rule of its bucket, and a search
 * of it would not find them.
 */
export async function refusalsWith(client: pg.Client, person: Person): Promise<RefusalOfLedger[]> {
  const { rows } = await client.query<RefusalOfLedger & { raw: string }>(
    `select r.rejected_id as id, o.object_key as key, r.raw
     from rejected_events as r
     inner join etl_objects as o on o.object_id = r.object_id
     where (position($1 in r.raw) > 0 or position('\\' in r.raw) > 0)
     and not exists (select from etl_compacted as c where c.object_key = o.object_key)`,
    [person.id],
  );
  const mayHold = lineFilter([person.id]);
  const mentions = textMentions([person.id]);
  return rows.filter(({ raw }) => mayHold(Buffer.from(raw)) && mentions(raw)).map(({ id, key }) => ({ id, key }));
}
