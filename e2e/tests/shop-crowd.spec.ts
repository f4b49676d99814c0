import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

const SHOPPERS = fileURLToPath(new URL('../../examples/shoppers/run.mjs', import.meta.url));
/** One of each journey, unless a larger crowd is asked for. */
const VISITS = Number(process.env.FOOTFALL_E2E_VISITS ?? 11);

/** What the crowd wrote down. */
interface Truth {
  startedAt: string;
  totals: {
    visitors: number;
    phones: number;
    bots: number;
    events: Record<string, number>;
    productViews: Record<string, number>;
    searches: number;
    searchesWithoutResult: number;
    orders: number;
    revenue: number;
    refunded: number;
  };
}

/** The dashboards' figures; a crowd's part is the difference of two of them. */
async function figures(stack: Stack) {
  const days = 'current_date - 1, current_date + 1';
  const [overview] = await stack.dashQuery<Record<string, string>>(`select * from dash.overview(${days})`);
  const revenue = await stack.dashQuery<Record<string, string>>(
    `select * from dash.revenue(${days}) where currency = 'EUR'`,
  );
  const products = await stack.dashQuery<{ id: string; views: string }>(
    `select product_id as id, sum(views) as views from dash.products(${days}) group by 1`,
  );
  const number = (row: Record<string, string> | undefined, name: string) => Number(row?.[name] ?? 0);
  return {
    visitors: number(overview, 'visitors'),
    sessions: number(overview, 'sessions'),
    pageViews: number(overview, 'page_views'),
    orders: number(overview, 'orders'),
    gross: number(revenue[0], 'gross'),
    refunded: number(revenue[0], 'refunded'),
    net: number(revenue[0], 'net'),
    views: Object.fromEntries(products.map(({ id, views }) => [id, Number(views)])),
  };
}

test('what a crowd really did is what warehouse and dashboards say, event by event and figure by figure', async ({
  stack,
}) => {
  test.setTimeout(400_000 + VISITS * 20_000);
  await stack.etl();
  const before = await figures(stack);
  const file = join(stack.dataFolder, 'truth.json');
  await promisify(execFile)(process.execPath, [
    SHOPPERS,
    ...['--visits', String(VISITS), '--seed', 'e2e', '--shop', stack.shopUrl, '--truth', file],
  ]);
  const { startedAt, totals }: Truth = JSON.parse(await readFile(file, 'utf8'));

  await test.step('each event stands in the warehouse once', async () => {
    await expect
      .poll(
        async () => {
          await stack.etl();
          const rows = await stack.query<{ name: string; n: number }>(
            `select event_name as name, count(*)::int as n from clickstream_events
             where received_at >= $1 and not is_bot and not is_trusted
               and event_name not in ('page_leave', 'web_vital')
             group by 1`,
            [startedAt],
          );
          return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
        },
        { timeout: 60_000 },
      )
      .toEqual(totals.events);
  });

  await test.step('each order and each refund, the blocked shopper’s too, is the server’s word', async () => {
    const [orders] = await stack.query(
      `select count(*)::int as orders, sum(total)::float as revenue, sum(refunded)::float as refunded,
         bool_and(is_trusted) as "isTrusted", sum(count_conflicts)::int as conflicts
       from orders where ordered_at >= $1`,
      [startedAt],
    );
    const { orders: count, revenue, refunded } = totals;
    expect(orders).toEqual({ orders: count, revenue, refunded, isTrusted: true, conflicts: 0 });
  });

  await test.step('the robot is marked, and the phones are phones', async () => {
    const [sessions] = await stack.query(
      `select count(*) filter (where is_bot)::int as bots,
         count(*) filter (where not is_bot and device_type = 'mobile')::int as phones
       from sessions where started_at >= $1`,
      [startedAt],
    );
    expect(sessions).toEqual({ bots: totals.bots, phones: totals.phones });
  });

  await test.step('the searches are what was typed, with what the shop found', async () => {
    const [searches] = await stack.query(
      `select count(*)::int as all, count(*) filter (where search_results = 0)::int as empty
       from clickstream_events where received_at >= $1 and event_name = 'search' and not is_bot`,
      [startedAt],
    );
    expect(searches).toEqual({ all: totals.searches, empty: totals.searchesWithoutResult });
  });

  await test.step('the dashboards’ figures grow by just that', async () => {
    const after = await figures(stack);
    const cents = (name: 'gross' | 'refunded' | 'net') => Math.round((after[name] - before[name]) * 100);
    expect({
      visitors: after.visitors - before.visitors,
      sessions: after.sessions - before.sessions,
      pageViews: after.pageViews - before.pageViews,
      orders: after.orders - before.orders,
      gross: cents('gross'),
      refunded: cents('refunded'),
      net: cents('net'),
    }).toEqual({
      visitors: totals.visitors,
      sessions: totals.visitors,
      pageViews: totals.events.page_view,
      orders: totals.orders,
      gross: Math.round(totals.revenue * 100),
      refunded: Math.round(totals.refunded * 100),
      net: Math.round((totals.revenue - totals.refunded) * 100),
    });
    const grown = Object.entries(after.views)
      .map(([id, views]) => [id, views - (before.views[id] ?? 0)] as const)
      .filter(([, views]) => views > 0);
    expect(Object.fromEntries(grown)).toEqual(totals.productViews);
  });
});
