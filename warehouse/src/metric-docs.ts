import type pg from 'pg';

const HEADING = `# The figures in SQL

For each function and view that [metrics.md](metrics.md) names: a question as an analyst would ask it, and the SQL that answers. Made by
\`npm run schema\`; a test runs each question and says when this file has to be made again.
`;

/** What a question gives to an argument that has no default. */
const GIVEN: Record<string, string> = {
  p_from: `'2026-11-01'`,
  p_to: `'2026-11-30'`,
  p_vs_from: `'2026-10-01'`,
  p_vs_to: `'2026-10-31'`,
  p_by: `'device'`,
  p_path: `'/'`,
  p_product: `'p-1'`,
  p_event_id: 'null',
  p_steps: `'{product_view, add_to_cart_click, checkout_complete}'`,
  p_subject: `'session'`,
};
/** Filled in where it has a default, too: days are those of a zone. */
const ZONE = 'p_tz';

interface Relation {
  name: string;
  about: string;
  sql: string;
  /** Null for a view. */
  arguments: { name: string; isRequired: boolean }[] | null;
}

const RELATIONS = `
  select p.proname as name, obj_description(p.oid, 'pg_proc') as about, p.prosrc as sql,
    (
      select coalesce(jsonb_agg(jsonb_build_object('name', a.name, 'isRequired', a.place <= p.pronargs - p.pronargdefaults)
        order by a.place), '[]')
      from unnest(p.proargnames[1:p.pronargs]) with ordinality as a (name, place)
    ) as arguments
  from pg_proc as p
  where p.pronamespace = 'dash'::regnamespace
  union all
  select c.relname, obj_description(c.oid, 'pg_class'), pg_get_viewdef(c.oid), null
  from pg_class as c
  where c.relnamespace = 'dash'::regnamespace and c.relkind = 'v'`;

/**
 * Markdown with a question and the SQL for each function and view of schema `dash` that a text names as `dash.NAME`, in the order of
 * the text.
 *
 * @throws Error where the text names one that does not exist, or an argument that no question fills in
 */
export async function documentMetrics(client: pg.Client, text: string): Promise<string> {
  const { rows } = await client.query<Relation>(RELATIONS);
  const known = new Map(rows.map((row) => [row.name, row]));
  const names = new Set([...text.matchAll(/`dash\.(\w+)`/g)].map(([, name = '']) => name));
  const parts = [...names].map((name) => {
    const relation = known.get(name);
    if (!relation) throw new Error(`docs/metrics.md names dash.${name}, which does not exist`);
    return partOf(relation);
  });
  return [HEADING, ...parts].join('\n');
}

function partOf({ name, about, sql, arguments: given }: Relation): string {
  const lines = sql.replace(/^\n|\s+$/g, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  const body = lines.map((line) => line.slice(indent)).join('\n');
  return `## dash.${name}\n\n${about}.\n\n\`\`\`sql\nselect * from dash.${name}${given ? call(name, given) : ''};\n\`\`\`\n
<details><summary>How it is counted</summary>\n\n\`\`\`sql\n${body}\n\`\`\`\n\n</details>\n`;
}

function call(name: string, given: { name: string; isRequired: boolean }[]): string {
  const filled = given
    .filter(({ name: argument, isRequired }) => isRequired || argument === ZONE)
    .map(({ name: argument }) => {
      const value = argument === ZONE ? `'Europe/Berlin'` : GIVEN[argument];
      if (value === undefined) throw new Error(`no question fills in ${argument} of dash.${name}`);
      return `${argument} => ${value}`;
    });
  return `(${filled.join(', ')})`;
}
