const DAY_MS = 86_400_000;

/** A day before another one, both as YYYY-MM-DD. */
export const dayBefore = (day, days) => new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

/**
 * What there is to look at.
 * @returns events: how many; to: the last day with a visit; product: viewed most; choices: of each filter its values, most frequent first
 */
export async function readPeriod(warehouse) {
  const {
    rows: [period],
  } = await warehouse.query(
    `select
       (select count(*) from dash.events)::int as events,
       (select max(s.started_at)::date::text from dash.sessions as s) as to,
       (select p.product_id from dash.product_daily as p group by 1 order by sum(p.views) desc limit 1) as product`,
  );
  const { rows } = await warehouse.query('select filter, value from dash.filter_choices()');
  const choices = {};
  for (const { filter, value } of rows) {
    choices[filter] ??= [];
    choices[filter].push(value);
  }
  return { ...period, choices };
}
