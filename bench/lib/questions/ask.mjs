import { withClient } from '../../../warehouse/dist/index.js';

const ANALYSTS = 5;
/** What takes longer than this is far above any limit: it is asked once, and given up somewhat later than by the dashboards, which wait 15 s. */
const SLOW_MS = 3000;
const GIVEN_UP_MS = 20_000;
const QUERY_CANCELED = '57014';

async function ask(client, sql) {
  const began = performance.now();
  await client.query(sql).catch((error) => {
    if (error.code !== QUERY_CANCELED) throw error;
  });
  return performance.now() - began;
}

/** Five connections ask the same at once, so often each. @returns what each answer took, in milliseconds */
export async function askTogether(database, sql, rounds) {
  const each = await Promise.all(
    Array.from({ length: ANALYSTS }, () =>
      withClient(database, async (client) => {
        await client.query(`set statement_timeout = ${GIVEN_UP_MS}`);
        const times = [];
        do times.push(await ask(client, sql));
        while (times.length < rounds && times.at(-1) < SLOW_MS);
        return times;
      }),
    ),
  );
  return each.flat();
}

/** The nearest-rank percentile: the smallest value that so many percent do not exceed. */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1];
}
