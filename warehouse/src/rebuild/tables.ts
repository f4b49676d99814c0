import type pg from 'pg';

/** The schema in which a rebuild makes the warehouse again. */
export const SECOND_SCHEMA = 'rebuild';

/**
 * Tables that the lake does not fill: a rebuild leaves them alone, and loading sees them in the second schema, too. Name here
 * what a migration or the shop fills; every other table of `public` is made again from the lake.
 */
export const REFERENCE_TABLES: readonly string[] = [
  'footfall_migrations',
  'channel_sources',
  'settings',
  'internal_referrers',
  'currencies',
  'instance_status',
];

/** How a table's rows are taken over from `public`. */
export interface CarriedTable {
  /** Loading needs them, so they come before it, too. */
  isFirst?: boolean;
  /** What stays of the second schema's own rows: those with another key, or none. */
  keep: 'others' | 'none';
  why: string;
}

/** What only the ledger knows, and no lake tells. */
export const CARRIED_TABLES: Readonly<Record<string, CarriedTable>> = {
  etl_runs: { keep: 'others', why: 'the history of runs; the rebuild adds its own' },
  quarantine_retries: { keep: 'others', why: 'what was dropped or refused again, and how often it was tried' },
  erasures: { keep: 'others', isFirst: true, why: 'who was erased: their events must not come back' },
  erased_subjects: { keep: 'others', isFirst: true, why: 'as erasures' },
  erased_lines: { keep: 'others', isFirst: true, why: 'as erasures' },
  restatements: { keep: 'none', why: 'what earlier runs changed, and the rebuild itself' },
};

/** How a table is compared; what is not said comes from the catalogue. */
export interface ComparedTable {
  /** Columns that are left out, and why. */
  without?: Readonly<Record<string, string>>;
  /** Columns that name a row; the primary key unless told otherwise. */
  key?: readonly string[];
  /** The rows to compare, where the table as it is would not do: SQL, tables named without schema. */
  rows?: string;
  /** An SQL expression over the rows: the time they belong to. */
  time?: string;
}

const OBJECT_ID = 'numbers follow the order of loading';
const WHEN = 'says when it was loaded, not what';

/** Tables that are not compared as they are. Tables that are not named here are, whole, but for their identity columns. */
export const COMPARED_TABLES: Readonly<Record<string, ComparedTable | { skip: string }>> = {
  clickstream_events: { without: { ingest_object: OBJECT_ID } },
  quarter_events: {
    // days that were frozen before there were quarters have their hours
    rows: `select * from quarter_events where shop_day_start(day) >= frozen_until()`,
  },
  order_items: { time: '(select o.ordered_at from orders as o where o.order_id = t.order_id)' },
  etl_objects: {
    key: ['object_key'],
    rows: `select object_key, received, loaded + duplicate as "loaded + duplicate", rejected, erased, hour
      from etl_objects`,
    time: 't.hour',
    without: {
      object_id: OBJECT_ID,
      run_id: OBJECT_ID,
      loaded_at: WHEN,
      object_bytes: 'what it had when it was loaded; an erasure writes it anew',
      loaded: 'which of two objects brought an event first depends on the order of loading; their sum does not',
      duplicate: 'as loaded',
      dropped: 'as loaded',
    },
  },
  rejected_events: {
    key: ['object_key', 'line_number'],
    rows: `select o.object_key, r.line_number, r.reason, r.event_name, r.raw, r.received_at, r.origin_key, r.origin_line
      from rejected_events as r inner join etl_objects as o on o.object_id = r.object_id`,
    time: 't.received_at',
    without: {
      rejected_id: OBJECT_ID,
      object_id: "numbers follow the order of loading; the object's key stands for it",
    },
  },
  etl_compacted: {
    without: { object_id: OBJECT_ID, compacted_at: WHEN },
  },
  quarantine_retries: {
    rows: `select object_key, line_number, event_id, outcome from quarantine_retries where outcome = 'accepted'`,
    without: {
      attempts: 'only the ledger knows them, as it knows what was dropped or refused again',
      reason: 'null for what was accepted',
      target_key: 'the object that holds the event; a compaction moves it',
      retried_at: WHEN,
    },
  },
  etl_runs: { skip: 'the history of runs; a rebuild takes it over' },
  user_agents: { skip: 'what user agents say; the facts have it, and are compared' },
  event_letters: { skip: 'names that there ever were; the facts are compared' },
  etl_touched: { skip: 'a list of work, empty when the models are up to date' },
  stale_days: { skip: 'days to be rebuilt, empty when the models are up to date' },
  etl_day_changes: { skip: 'what changed since the last run ended; empty between runs' },
  fact_drops: { skip: 'when facts were dropped; their ids are compared' },
  erasures: { skip: 'a rebuild takes it over' },
  erased_subjects: { skip: 'a rebuild takes it over' },
  erased_lines: { skip: 'a rebuild takes it over' },
  restatements: { skip: 'a rebuild takes it over' },
};

/** Names of the tables that are made again from the lake, by the catalogue: all of `public` that are no reference data. */
export async function dataTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all($1::text[])
     order by relname`,
    [REFERENCE_TABLES],
  );
  return rows.map((row) => row.name);
}

/** Some of the names that are tables of `public`, in their order. */
export async function existing(client: pg.Client, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select t.name from unnest($1::text[]) with ordinality as t (name, place)
     where to_regclass('public.' || quote_ident(t.name)) is not null
     order by t.place`,
    [names],
  );
  return rows.map((row) => row.name);
}
