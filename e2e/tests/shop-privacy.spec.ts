import { addToCart, buySomething, checkOut, clientIdOf, register, settle } from '../support/shopper.js';
import { expect, test } from '../support/test.js';

test('who does not want to be counted sends nothing, keeps nothing, and their order is reported by nobody', async ({
  stack,
  context,
  page,
}) => {
  const requests: string[] = [];
  await context.addCookies([{ name: 'shop_consent', value: 'denied', url: stack.shopUrl }]);
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));

  const { orderNumber } = await buySomething(page, stack.shopUrl);

  expect(requests.filter((path) => path.includes('clickstream'))).toEqual([]);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('footfall')))).toEqual([]);
  expect((await context.cookies()).filter(({ name }) => name.startsWith('footfall'))).toEqual([]);
  await stack.etl();
  expect(await stack.query('select * from orders where order_number = $1', [orderNumber])).toEqual([]);
  const [shopOrder] = await stack.shopQuery(
    `select (select count(*)::int from reports as r where r.order_id = o.order_id) as reports
     from orders as o where 'NB-' || order_number = $1`,
    [orderNumber],
  );
  expect(shopOrder).toEqual({ reports: 0 });
});

test('the privacy page takes a no at once, and a yes again', async ({ stack, page }) => {
  await page.goto(`${stack.shopUrl}/privacy`);
  await settle(page);
  await page.getByTestId('consent-toggle').click();
  await expect(page.getByTestId('consent-state')).toHaveText('Your visit is not counted.');
  const requests: string[] = [];
  page.on('request', (request) => request.url().endsWith('/clickstream') && requests.push(request.url()));
  await page.goto(`${stack.shopUrl}/product/tapwell-glide`);
  await settle(page);
  expect(requests).toEqual([]);
  await page.goto(`${stack.shopUrl}/privacy`);
  await page.getByTestId('consent-toggle').click();
  await expect(page.getByTestId('consent-state')).toHaveText('Your visit is counted.');
  const sent = page.waitForRequest('**/clickstream');
  await page.goto(`${stack.shopUrl}/product/tapwell-glide`);
  await sent;
});

test('a shopper who is erased is on no page of the dashboards any more', async ({ stack, page }) => {
  const days = 'current_date - 1, current_date + 1';
  const figures = async () => ({
    overview: await stack.dashQuery(
      `select events, page_views, visitors, sessions, orders from dash.overview(${days})`,
    ),
    revenue: await stack.dashQuery(`select * from dash.revenue(${days})`),
    funnel: await stack.dashQuery(`select * from dash.funnel(${days})`),
    products: await stack.dashQuery(`select * from dash.products(${days}) order by product_id`),
    topEvents: await stack.dashQuery(`select * from dash.top_events(${days}) order by 1`),
  });
  await stack.etl();
  const before = await figures();
  await page.goto(`${stack.shopUrl}/product/halden-slate-15`);
  await settle(page);
  await addToCart(page);
  await register(page);
  const { id } = await checkOut(page);
  const clientId = await clientIdOf(page);
  await page.goto('about:blank');
  await expect
    .poll(async () => {
      await stack.etl();
      const [order] = await stack.query<{ n: number }>('select count_reports as n from orders where order_id = $1', [
        id,
      ]);
      return order?.n;
    })
    .toBe(2);
  expect(await figures()).not.toEqual(before);

  await stack.footfall('erase', '--client', clientId);
  const [user] = await stack.shopQuery<{ id: string }>('select user_id as id from orders where order_id = $1', [id]);
  await stack.footfall('erase', '--user', user?.id ?? '');
  await stack.etl();

  expect(await figures()).toEqual(before);
  const [left] = await stack.query(
    'select count(*)::int as n from clickstream_events where client_id = $1 or user_id = $2 or order_id = $3',
    [clientId, user?.id, id],
  );
  expect(left).toEqual({ n: 0 });
});
