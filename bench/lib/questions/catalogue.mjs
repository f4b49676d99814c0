/** What there is in every warehouse with traffic: the product, the page, the visitor and the visit to ask about. */
const SAMPLES = `
  select
    (select count(*) from dash.events)::int as events,
    (select max(s.started_at)::date::text from dash.sessions as s) as last_day,
    (select p.product_id from dash.product_daily as p group by 1 order by sum(p.views) desc limit 1) as product,
    (select p.path from dash.page_daily as p group by 1 order by sum(p.views) desc limit 1) as path,
    (select s.client_id from dash.sessions as s where not s.is_bot order by s.started_at desc limit 1) as client,
    (select s.session_id from dash.sessions as s where not s.is_bot order by s.started_at desc limit 1) as session,
    (select e.event_id from dash.events as e limit 1) as event,
    (select c.value from dash.filter_choices() as c where c.filter = 'channel' limit 1) as channel`;

/** Functions that answer with figures; those that give a view's own rows are parts of other questions. */
const FUNCTIONS = `
  select
    p.proname as name,
    coalesce(p.proargnames[1:p.pronargs - p.pronargdefaults], '{}') as required,
    coalesce(p.proargnames[1:p.pronargs], '{}') as arguments
  from pg_proc as p
  inner join pg_type as t on t.oid = p.prorettype
  where p.pronamespace = 'dash'::regnamespace and p.proretset and t.typrelid = 0
  order by 1`;

const quoted = (value) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);
const STEPS = quoted('{product_view,add_to_cart_click,checkout_start,checkout_complete}');

/** Days before a day of the calendar. */
export const dayBefore = (day, days) => new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

/** Every set-returning function of the schema `dash`, as SQL for a period. */
export async function readQuestions(client) {
  const {
    rows: [sample],
  } = await client.query(SAMPLES);
  const { rows } = await client.query(FUNCTIONS);
  const filter = quoted(JSON.stringify({ channel: [sample.channel], device: ['mobile', 'desktop'] }));
  const fixed = {
    p_path: quoted(sample.path),
    p_product: quoted(sample.product),
    p_client_id: quoted(sample.client),
    p_session_id: quoted(sample.session),
    p_event_id: quoted(sample.event),
    p_steps: STEPS,
  };
  const questions = rows.map(({ name, required, arguments: all }) => ({
    name,
    takesFilter: all.includes('p_filter'),
    sql: ({ to, days, isFiltered }) => {
      const from = dayBefore(to, days - 1);
      const given = {
        ...fixed,
        p_from: quoted(from),
        p_to: quoted(to),
        p_vs_from: quoted(dayBefore(from, days)),
        p_vs_to: quoted(dayBefore(from, 1)),
        p_filter: isFiltered ? filter : quoted('{}'),
      };
      const names = [...new Set([...required, ...(all.includes('p_filter') ? ['p_filter'] : [])])];
      const missing = names.find((argument) => !(argument in given));
      if (missing) throw new Error(`dash.${name} wants ${missing}, which this bench does not know`);
      return `select * from dash.${name}(${names.map((argument) => `${argument} => ${given[argument]}`).join(', ')})`;
    },
  }));
  return { events: sample.events, to: sample.last_day, questions };
}
