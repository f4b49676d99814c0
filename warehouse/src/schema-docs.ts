import type pg from 'pg';

const HEADING = `# The warehouse

Every schema, table, column and function of the database \`clickstream_dw\`. Made from their comments by \`npm run schema\`; a test says when it has
to be made again. Analysts and dashboards read schema \`dash\`; \`docs/metrics.md\` says what each figure means.
`;

interface Described {
  name: string;
  about: string;
}

interface Relation extends Described {
  columns: (Described & { type: string })[];
}

interface Called extends Described {
  given: string;
  returns: string;
}

const RELATIONS = `
  select c.relname as name, coalesce(obj_description(c.oid, 'pg_class'), '') as about,
    jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
      'about', coalesce(col_description(c.oid, a.attnum), '')) order by a.attnum) as columns
  from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v')
  group by c.oid
  order by c.relname`;

const FUNCTIONS = `
  select p.proname as name, coalesce(obj_description(p.oid, 'pg_proc'), '') as about,
    pg_get_function_arguments(p.oid) as given, pg_get_function_result(p.oid) as returns
  from pg_proc as p
  where p.pronamespace = $1::regnamespace
  order by p.proname, 3`;

/** Markdown that describes schemas `dash` and `public` by the comments of all that is in them. */
export async function documentSchema(client: pg.Client): Promise<string> {
  const parts: string[] = [HEADING];
  for (const schema of ['dash', 'public']) {
    const about = await client.query<{ about: string }>(
      `select coalesce(obj_description($1::regnamespace, 'pg_namespace'), '') as about`,
      [schema],
    );
    const relations = await client.query<Relation>(RELATIONS, [schema]);
    const functions = await client.query<Called>(FUNCTIONS, [schema]);
    parts.push(`## Schema ${schema}\n\n${about.rows[0]?.about}.\n`);
    for (const relation of relations.rows) parts.push(relationText(schema, relation));
    parts.push(`### Functions of ${schema}\n\n${functions.rows.map(functionText).join('\n')}\n`);
  }
  return parts.join('\n');
}

function relationText(schema: string, { name, about, columns }: Relation): string {
  const rows = columns.map((column) => `| \`${column.name}\` | ${column.type} | ${cell(column.about)} |`);
  return `### ${schema}.${name}\n\n${sentence(about)}\n\n| column | type | |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

const functionText = ({ name, given, returns, about }: Called) =>
  `- \`${name}(${given})\` returns \`${returns}\`. ${sentence(about)}`;

const cell = (text: string) => text.replaceAll('|', '\\|');
const sentence = (text: string) => (/[.)]$/.test(text) ? text : `${text}.`);
