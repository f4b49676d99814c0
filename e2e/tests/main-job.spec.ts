import { expectFigures } from '../support/dashboards.js';
import { buySomething } from '../support/shopper.js';
import { expect, test } from '../support/test.js';

test('what a shopper does stands in the warehouse row by row, and on the dashboards', async ({
  stack,
  page,
  context,
}) => {
  const bought = await buySomething(page, stack.shopUrl);
  await page.goto('about:blank');

  // The tracker delivers in the background: load until the end of each page is there, and no event is missing between.
  await expect
    .poll(async () => {
      await stack.etl();
      const [visit] = await stack.query(
        `select count(*) filter (where event_name = 'page_leave')::int as left, count(*)::int = max(sequence) + 1 as whole
         from clickstream_events where not is_trusted`,
      );
      return visit;
    })
    .toEqual({ left: 8, whole: true });

  const counts = await stack.query<{ name: string; n: number }>(
    `select event_name as name, count(*)::int as n from clickstream_events
     where event_name <> 'web_vital' group by 1 order by 1`, // how many there are depends on the machine
  );
  expect(Object.fromEntries(counts.map(({ name, n }) => [name, n]))).toEqual({
    add_to_cart_click: 1,
    cart_view: 1,
    category_view: 1,
    checkout_complete: 2, // the browser's report and the server's
    checkout_start: 1,
    checkout_step: 3,
    click: 8,
    home_view: 1,
    page_leave: 8,
    page_view: 8,
    product_list_view: 1,
    product_view: 1,
  });
  const sequences = await stack.query<{ sequence: number }>(
    'select sequence from clickstream_events where not is_trusted order by sequence',
  );
  expect(sequences.map(({ sequence }) => sequence)).toEqual(sequences.map((_, i) => i));

  await test.step('the order is the one in the shop’s own database', async () => {
    const [order] =
      await stack.query(`select order_number, currency, total::float, tax::float, shipping::float, item_count::int,
      count_reports, is_trusted, session_id is not null as has_session from orders`);
    const [own] = await stack.shopQuery<{
      number: string;
      total: number;
      tax: number;
      shipping: number;
      items: number;
    }>(
      `select 'NB-' || order_number as number, total_cents / 100.0 as total, tax_cents / 100.0 as tax,
       shipping_cents / 100.0 as shipping,
       (select sum(i.quantity)::int from order_items as i where i.order_id = orders.order_id) as items from orders`,
    );
    expect(order).toEqual({
      order_number: own?.number,
      currency: 'EUR',
      total: Number(own?.total),
      tax: Number(own?.tax),
      shipping: Number(own?.shipping),
      item_count: own?.items,
      count_reports: 2,
      is_trusted: true,
      has_session: true,
    });
    expect(bought.orderNumber).toContain(own?.number);
  });

  await test.step('the session has the whole funnel', async () => {
    const sessions =
      await stack.query(`select page_view_count, entry_page_path, channel, device_type, browser, os, is_bounce,
      is_bot, has_product_view, has_add_to_cart, has_checkout, has_purchase from sessions`);
    expect(sessions).toEqual([
      {
        page_view_count: 8,
        entry_page_path: '/',
        channel: 'Direct',
        device_type: 'desktop',
        browser: 'Chrome',
        os: 'Linux',
        is_bounce: false,
        is_bot: false,
        has_product_view: true,
        has_add_to_cart: true,
        has_checkout: true,
        has_purchase: true,
      },
    ]);
  });

  await test.step('the dashboards show the same figures', async () => {
    const dashboards = await context.newPage();
    const elsewhere: string[] = [];
    dashboards.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') && host !== new URL(stack.dashboardsUrl).host) elsewhere.push(request.url());
    });
    await dashboards.goto(stack.dashboardsUrl);
    const [truth] = await stack.query<{ events: number; total: string }>(
      'select (select count(*)::int from clickstream_events) as events, (select total::text from orders) as total',
    );
    await expect(dashboards.getByTestId('kpi-visitors')).toHaveAttribute('data-value', '1');
    await expect(dashboards.getByTestId('kpi-conversion')).toContainText('100');
    await expectFigures(dashboards, {
      events: truth?.events ?? 0,
      sessions: 1,
      orders: 1,
      revenue: Number(truth?.total),
      steps: { 'Add to cart': 1, Checkout: 1 },
      product: bought.productName,
    });
    expect(elsewhere).toEqual([]);
  });
});
