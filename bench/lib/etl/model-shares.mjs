import { withClient } from '../../../warehouse/dist/index.js';

/** Lets the server note what each function takes, from the next connection on. */
export async function noteFunctions({ adminUrl }) {
  await withClient(adminUrl, async (client) => {
    await client.query("alter system set track_functions = 'all'");
    await client.query('select pg_reload_conf()');
  });
}

/** Forgets what was noted. */
export const forgetFunctions = ({ adminUrl }) =>
  withClient(adminUrl, (client) => client.query('select pg_stat_reset()'));

/** Seconds that each function took without those that it called, the longest first. */
export const modelShares = ({ adminUrl }) =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query(
      `select funcname as name, sum(self_time) / 1000 as seconds from pg_stat_user_functions
       where schemaname = 'public' group by 1 having sum(self_time) >= 1 order by 2 desc`,
    );
    return rows;
  });

/** Functions that build what is neither a session nor an order; what a step calls, and nothing else does. */
const OTHER_MODELS = ['refresh_dependants', 'refresh_days'];

/** Runs `work` in a warehouse that knows of no models but sessions and orders; afterwards it has all of them again. */
export const withSessionsAndOrdersOnly = ({ adminUrl }, work) =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query(
      `select pg_get_functiondef(oid) as definition, format(
         'create or replace function %s(%s) returns %s language sql as $$ select %s $$', oid::regproc,
         pg_get_function_arguments(oid), pg_get_function_result(oid), case when prorettype = 'void'::regtype then '' else '0::bigint' end
       ) as empty
       from pg_proc where pronamespace = 'public'::regnamespace and proname = any($1)`,
      [OTHER_MODELS],
    );
    if (rows.length !== OTHER_MODELS.length) throw new Error(`the warehouse lacks one of ${OTHER_MODELS.join(', ')}`);
    for (const { empty } of rows) await client.query(empty);
    try {
      return await work();
    } finally {
      for (const { definition } of rows) await client.query(definition);
    }
  });
