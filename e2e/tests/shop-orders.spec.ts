import { addToCart, buySomething, checkOut, delivered, register, settle } from '../support/shopper.js';
import type { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

/** An order as the warehouse has it, after the ETL. */
async function orderOf(stack: Stack, orderId: string) {
  await stack.etl();
  const [order] = await stack.query<{ reports: number; isTrusted: boolean; refunded: number; userId: string | null }>(
    `select count_reports as reports, is_trusted as "isTrusted", refunded::float, user_id as "userId"
     from orders where order_id = $1`,
    [orderId],
  );
  return order;
}

const idOf = async (stack: Stack, orderNumber: string): Promise<string> => {
  const [row] = await stack.shopQuery<{ id: string }>(
    `select order_id as id from orders where 'NB-' || order_number = $1`,
    [orderNumber],
  );
  return row?.id ?? '';
};

test('a confirmation page that is reloaded five times is one order', async ({ stack, page }) => {
  const { orderNumber } = await buySomething(page, stack.shopUrl);
  for (let reload = 0; reload < 5; reload++) {
    await page.reload();
    await expect(page.getByTestId('order-number')).toHaveText(orderNumber);
    await settle(page);
  }
  await delivered(page);
  const id = await idOf(stack, orderNumber);
  // The browser's report has one event id however often it is sent, the server's another: two reports of one order.
  await expect.poll(() => orderOf(stack, id)).toMatchObject({ reports: 2, isTrusted: true });
  const [count] = await stack.query('select count(*)::int as n from orders where order_id = $1', [id]);
  expect(count).toEqual({ n: 1 });
});

test('a return lowers the net revenue by what was paid back', async ({ stack, page }) => {
  const net = async () => {
    const days = 'current_date - 1, current_date + 1';
    const rows = await stack.dashQuery<{ net: string }>(`select net from dash.revenue(${days}) where currency = 'EUR'`);
    return Number(rows[0]?.net);
  };
  const { orderNumber } = await buySomething(page, stack.shopUrl);
  const id = await idOf(stack, orderNumber);
  await expect.poll(() => orderOf(stack, id)).toMatchObject({ refunded: 0 });
  const before = await net();

  await page.getByTestId('return-submit').first().click();
  const text = (await page.getByTestId('refunded').textContent()) ?? '';
  const paidBack = Number(text.replaceAll(/[^0-9.]/g, ''));

  await expect.poll(() => orderOf(stack, id)).toMatchObject({ refunded: paidBack });
  expect(await net()).toBeCloseTo(before - paidBack, 2);
});

test('a collector that hangs during the checkout costs neither the order nor an event', async ({ stack, page }) => {
  await page.goto(`${stack.shopUrl}/product/tapwell-glide`);
  await settle(page);
  await addToCart(page);
  await delivered(page);
  stack.freezeCollector();
  let order = { id: '', number: '' };
  try {
    // Not `settle`: requests to the collector hang, and the shopper does not notice.
    await page.getByTestId('cart-link').click();
    await page.getByTestId('checkout-button').click();
    const address = { email: 'a@example.test', name: 'Ada', street: '1 Lane', postalCode: '10115', city: 'Berlin' };
    for (const [field, value] of Object.entries(address)) await page.getByTestId(`field-${field}`).fill(value);
    await page.getByTestId('address-submit').click();
    await page.getByTestId('shipping-submit').click();
    await page.getByTestId('place-order').click();
    const number = page.getByTestId('order-number');
    order = {
      id: (await number.getAttribute('data-order-id')) ?? '',
      number: (await number.textContent()) ?? '',
    };
  } finally {
    stack.thawCollector();
  }
  await delivered(page);
  await expect.poll(() => orderOf(stack, order.id), { timeout: 60_000 }).toMatchObject({ reports: 2, isTrusted: true });
  const [visit] = await stack.query<{ events: number; sequences: number; last: number }>(
    `select count(*)::int as events, count(distinct sequence)::int as sequences, max(sequence)::int as last
     from clickstream_events
     where not is_trusted and session_id = (select session_id from orders where order_id = $1)`,
    [order.id],
  );
  // A gap in the sequence would be a lost event.
  expect(visit?.events).toBe((visit?.last ?? 0) + 1);
  expect(visit?.sequences).toBe(visit?.events);
});

test('a sign-in makes the visit before it the user’s, and its order theirs', async ({ stack, page }) => {
  await page.goto(`${stack.shopUrl}/product/tapwell-glide`);
  await settle(page);
  await addToCart(page);
  await register(page);
  await expect(page.getByTestId('cart-count')).toHaveText('1');
  const { id } = await checkOut(page);
  await delivered(page);
  await expect.poll(() => orderOf(stack, id)).toMatchObject({ reports: 2, userId: expect.any(String) });
  const [user] = await stack.shopQuery<{ id: string }>('select user_id as id from orders where order_id = $1', [id]);
  const rows = await stack.query(
    `select count(distinct e.client_id)::int as clients, bool_or(e.user_id is null) as "wasAnonymous",
       bool_and(s.user_id = $1) as "isTheirs", bool_or(e.event_name = 'login_success') as "hasSignedIn",
       max(e.identity_source) as source
     from clickstream_events as e inner join sessions as s on s.session_id = e.session_id
     where e.session_id = (select session_id from orders where order_id = $2)`,
    [user?.id, id],
  );
  expect(rows).toEqual([{ clients: 1, wasAnonymous: true, isTheirs: true, hasSignedIn: true, source: 'local' }]);
});

test('no form of another site signs a shopper out, and no form fills the shop’s memory', async ({ stack, page }) => {
  await page.goto(`${stack.shopUrl}/`);
  await register(page);
  const signOut = (origin: string) =>
    page.request.post(`${stack.shopUrl}/sign-out`, { headers: { origin }, maxRedirects: 0 });
  for (const origin of ['https://evil.example', 'null']) expect((await signOut(origin)).status()).toBe(403);
  await page.goto(`${stack.shopUrl}/orders`);
  await expect(page.getByTestId('sign-out-button')).toBeVisible();
  const data = Buffer.alloc(65_537, 'a');
  expect((await page.request.post(`${stack.shopUrl}/id/token`, { data })).status()).toBe(413);
  expect((await signOut(stack.shopUrl)).status()).toBe(303);
  await page.reload();
  await expect(page.getByTestId('sign-out-button')).toHaveCount(0);
});
