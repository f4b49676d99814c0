import pg from 'pg';
import { second } from './second-schema.js';
import { CARRIED_TABLES, existing } from './tables.js';

/**
 * Takes over what only the ledger knows: brings its tables in the second schema up to those of `public`. Called again, it brings
 * what is new.
 *
 * @param which the tables that loading needs (`first`), or all of them
 */
export async function carryOver(client: pg.Client, which: 'first' | 'all'): Promise<void> {
  const names = Object.keys(CARRIED_TABLES).filter((name) => which === 'all' || CARRIED_TABLES[name]?.isFirst);
  for (const table of await existing(client, names)) {
    const source = `public.${pg.escapeIdentifier(table)}`;
    // Rows that are there already stay: others refer to them.
    const replaced =
      CARRIED_TABLES[table]?.keep === 'none'
        ? 'true'
        : `exists (select from ${source} as p where ${await sameKey(client, source)} and p is distinct from s)`;
    await client.query(`delete from ${second(table)} as s where ${replaced}`);
    const columns = await storedColumns(client, source);
    await client.query(
      `insert into ${second(table)} (${columns}) overriding system value select ${columns} from ${source}
       on conflict do nothing`,
    );
    await continueNumbers(client, source, second(table));
  }
}

/** A table's columns, without those that it computes itself. */
async function storedColumns(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns
     from pg_attribute
     where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return (rows[0] as { columns: string }).columns;
}

/** The condition that rows `p` and `s` have the same primary key. */
async function sameKey(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ condition: string }>(
    `select string_agg(format('p.%1$I = s.%1$I', a.attname), ' and ') as condition
     from pg_index as i
     inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
     where i.indrelid = $1::text::regclass and i.indisprimary`,
    [table],
  );
  return (rows[0] as { condition: string }).condition;
}

async function continueNumbers(client: pg.Client, source: string, target: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('select setval(%1$L, greatest((select last_value from %1$s), (select last_value from %2$s)))',
       pg_get_serial_sequence($2::text, attname), pg_get_serial_sequence($1::text, attname)) as statement
     from pg_attribute where attrelid = $1::text::regclass and attidentity <> ''`,
    [source, target],
  );
  for (const { statement } of rows) await client.query(statement);
}
