import { withClient } from '../../../warehouse/dist/index.js';

/** Functions of sessions and orders, and those that loading itself calls: what is not among them belongs to other models. */
const SESSIONS_AND_ORDERS = new Set([
  'refresh_models',
  'refresh_sessions',
  'mark_session_bots',
  'refresh_orders',
  'channel_of',
  'is_own_host',
  'bare_host',
  'source_keys',
  'receipts_of',
  'reported_until',
  'restatement_reason',
  'write_restatements',
  'shop_day',
  'shop_week',
  'shop_zone',
]);

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

/** Seconds that each function took without those that it called, the longest first, and those of other models together. */
export async function modelShares({ adminUrl }) {
  const { rows } = await withClient(adminUrl, (client) =>
    client.query(
      `select funcname as name, sum(self_time) / 1000 as seconds from pg_stat_user_functions
       where schemaname = 'public' group by 1 having sum(self_time) >= 1 order by 2 desc`,
    ),
  );
  const others = rows.filter(({ name }) => !SESSIONS_AND_ORDERS.has(name));
  return { functions: rows, others: others.reduce((sum, { seconds }) => sum + seconds, 0) };
}
