import type pg from 'pg';
import { NOTHING } from '../loading/counts.js';
import { closeRun, startRun } from '../loading/ledger.js';
import { type DeletedFacts, deleteFacts } from './delete-facts.js';
import type { SubjectText } from './subjects.js';
import type { LinesByKey, TombstoneObject } from './tombstone-objects.js';

export interface ErasureToApply {
  tombstone: TombstoneObject;
  /** Lines of the lake that it takes, and that no earlier erasure has taken. */
  lines: LinesByKey;
  /** Its subjects by id, where they are known. */
  texts?: readonly SubjectText[] | undefined;
  /** Rows of `rejected_events` whose line the lake does not have any more. */
  lostRefusals?: readonly string[];
}

/** What went from the warehouse. */
export interface Applied extends Omit<DeletedFacts, 'byObject'> {
  refused: number;
  /** Outcomes of refused events that were sent again. */
  retries: number;
  /** Lines that the ledger calls erased now, and called loaded, duplicate or rejected before. */
  lines: number;
}

/**
 * Takes a person out of the warehouse: facts, refused lines, what the models had of them; and moves the ledger, so that
 * received = loaded + duplicate + rejected + erased stays true for each object. To be called in the loader's transaction: what is
 * loaded later is held against the tombstone, what was loaded before is moved here, and nothing is counted twice.
 *
 * @returns undefined where the warehouse knows this erasure already
 */
export async function applyErasure(client: pg.Client, erasure: ErasureToApply): Promise<Applied | undefined> {
  const { tombstone, texts } = erasure;
  if (!(await noteTombstone(client, tombstone))) return undefined;
  const runId = await startRun(client, 'erase', `erasure ${tombstone.erasure}`);
  const { byObject, ...facts } = await deleteFacts(client, { ...tombstone, texts });
  await stageLines(client, erasure.lines);
  await client.query(
    `insert into erased_lines (object_key, erasure_id, line_numbers)
     select object_key, $1, array_agg(line_number) from etl_erased_lines group by object_key`,
    [tombstone.erasure],
  );
  const linesByObject = await linesByLedgerRow(client);
  const refusedByObject = await deleteRefusals(client, erasure.lostRefusals ?? []);
  const retries = await deleteRetries(client);
  const lines = await moveLedger(client, { facts: byObject, refused: refusedByObject, lines: linesByObject });
  const refused = [...refusedByObject.values()].reduce((sum, count) => sum + count, 0);
  await client.query('update erasures set facts = $2, refused = $3, sessions = $4, orders = $5 where erasure_id = $1', [
    tombstone.erasure,
    facts.facts,
    refused,
    facts.sessions,
    facts.orders,
  ]);
  await closeRun(client, runId, { ...NOTHING, erased: lines }, {});
  return { ...facts, refused, retries, lines };
}

async function noteTombstone(client: pg.Client, tombstone: TombstoneObject): Promise<boolean> {
  const { erasure, kind, subjectHash, ranBy, erasedAt, subjects } = tombstone;
  const { rowCount } = await client.query(
    `insert into erasures (erasure_id, kind, subject_hash, ran_by, erased_at) values ($1, $2, $3, $4, $5)
     on conflict (erasure_id) do nothing`,
    [erasure, kind, subjectHash, ranBy, erasedAt],
  );
  if (rowCount === 0) return false;
  await client.query(
    `insert into erased_subjects (erasure_id, kind, hash)
     select distinct $1::uuid, s.kind, s.hash from jsonb_to_recordset($2::jsonb) as s (kind text, hash text)`,
    [erasure, JSON.stringify(subjects)],
  );
  return true;
}

/**
 * Takes refused lines out of the ledger that were loaded while their objects were rewritten: of a line that is no JSON, the tombstone
 * cannot tell whose it is. To be called in the loader's transaction.
 */
export async function eraseRefusals(client: pg.Client, lines: LinesByKey): Promise<number> {
  await stageLines(client, lines);
  const refused = await deleteRefusals(client, []);
  return moveLedger(client, { facts: new Map(), refused, lines: new Map() });
}

async function stageLines(client: pg.Client, lines: LinesByKey): Promise<void> {
  await client.query(
    `create temporary table if not exists etl_erased_lines (object_key text, line_number integer) on commit delete rows`,
  );
  await client.query(
    `insert into etl_erased_lines
     select o.key, l.line::integer
     from jsonb_to_recordset($1::jsonb) as o (key text, lines jsonb)
     cross join lateral jsonb_array_elements_text(o.lines) as l (line)`,
    [JSON.stringify([...lines].map(([key, numbers]) => ({ key, lines: [...numbers] })))],
  );
}

/** Counts the staged lines by the ledger's row that accounts for them; of objects that are not loaded there is none. */
async function linesByLedgerRow(client: pg.Client): Promise<ByObject> {
  const { rows } = await client.query<{ row: string; lines: number }>(
    `with counts as (
       select object_key, count(*)::int as lines from etl_erased_lines group by object_key
     )
     select coalesce(o.object_id, t.object_id) as row, sum(c.lines)::int as lines
     from counts as c
     left join etl_objects as o on o.object_key = c.object_key
     left join etl_compacted as m on m.object_key = c.object_key and o.object_id is null
     left join etl_objects as t on t.object_key = m.target_key
     where coalesce(o.object_id, t.object_id) is not null
     group by 1`,
  );
  return new Map(rows.map(({ row, lines: count }) => [row, count]));
}

async function deleteRefusals(client: pg.Client, lost: readonly string[]): Promise<ByObject> {
  const { rows } = await client.query<{ row: string; refused: number }>(
    `with gone as (
       delete from rejected_events as r
       using etl_objects as o
       where o.object_id = r.object_id
       and (
         r.rejected_id = any($1::bigint[])
         or (coalesce(r.origin_key, o.object_key), coalesce(r.origin_line, r.line_number))
         in (select l.object_key, l.line_number from etl_erased_lines as l)
       )
       returning r.object_id
     )
     select object_id as row, count(*)::int as refused from gone group by object_id`,
    [lost],
  );
  return new Map(rows.map(({ row, refused }) => [row, refused]));
}

async function deleteRetries(client: pg.Client): Promise<number> {
  const { rowCount } = await client.query(
    `delete from quarantine_retries as q
     using etl_erased_lines as l
     where q.object_key = l.object_key and q.line_number = l.line_number`,
  );
  return rowCount ?? 0;
}

type ByObject = Map<string, number>;

/**
 * What is neither a fact nor a refusal of an object's erased lines is a fact that was dropped, or was counted as a duplicate.
 * @returns how many lines moved
 */
async function moveLedger(
  client: pg.Client,
  { facts, refused, lines }: { facts: ByObject; refused: ByObject; lines: ByObject },
): Promise<number> {
  const ids = [...new Set([...facts.keys(), ...refused.keys(), ...lines.keys()])].filter((id) => id !== 'null');
  const moves = ids.map((id) => ({
    id,
    facts: facts.get(id) ?? 0,
    refused: refused.get(id) ?? 0,
    lines: lines.get(id) ?? 0,
  }));
  const { rows } = await client.query<{ moved: string }>(
    `with moves as (
       select o.object_id, m.facts, m.refused,
         least(o.dropped, greatest(0, m.lines - m.facts - m.refused)) as dropped,
         least(o.duplicate, greatest(0, m.lines - m.facts - m.refused - o.dropped)) as duplicates
       from jsonb_to_recordset($1::jsonb) as m (id bigint, facts bigint, refused bigint, lines bigint)
       inner join etl_objects as o on o.object_id = m.id
     ),
     moved as (
       update etl_objects as o
       set loaded = o.loaded - m.facts - m.dropped, dropped = o.dropped - m.dropped,
         rejected = o.rejected - m.refused, duplicate = o.duplicate - m.duplicates,
         erased = o.erased + m.facts + m.refused + m.dropped + m.duplicates
       from moves as m
       where o.object_id = m.object_id
       returning m.facts + m.refused + m.dropped + m.duplicates as lines
     )
     select coalesce(sum(lines), 0) as moved from moved`,
    [JSON.stringify(moves)],
  );
  return Number(rows[0]?.moved);
}
