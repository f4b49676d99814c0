import type { BrowserContext, Page } from '@playwright/test';
import { Outlet } from '../support/outlet.js';
import { addToCart, checkOut, clientIdOf, delivered, settle } from '../support/shopper.js';
import type { Stack } from '../support/stack.js';
import { test as base, expect } from '../support/test.js';

const test = base.extend<{ outlet: Outlet }>({
  outlet: async ({ stack }, use) => {
    const outlet = await Outlet.start((await stack.env()).FOOTFALL_ENDPOINT ?? '');
    await use(outlet);
    await outlet.stop();
  },
});

/** The fields of a purchase's rows that are the same wherever the same thing is bought. */
const SAME = `event_name, context_product_id, context_product_name, context_product_category, context_product_brand,
  context_product_price::float, context_product_discount_price::float, currency, quantity::float, cart_total::float,
  order_total::float, order_tax::float, order_shipping::float,
  (select jsonb_agg(jsonb_build_array(i -> 'product_id', i -> 'name', i -> 'price', i -> 'quantity'))
   from jsonb_array_elements(items) as i) as items`;

async function rowsOf(stack: Stack, page: Page): Promise<Record<string, unknown>[]> {
  const clientId = await clientIdOf(page);
  await stack.etl();
  return stack.query(
    `select distinct on (sequence) ${SAME} from clickstream_events
     where client_id = $1 and not is_trusted and event_name in
       ('product_view', 'add_to_cart_click', 'cart_view', 'checkout_start', 'checkout_complete')
     order by sequence, event_id`,
    [clientId],
  );
}

/** Buys one Tapwell Glide in the Next.js shop. */
async function buyInShop(context: BrowserContext, shopUrl: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${shopUrl}/product/tapwell-glide`);
  await settle(page);
  await addToCart(page);
  await checkOut(page);
  await delivered(page);
  return page;
}

/** The same on pages with attributes only. */
async function buyInOutlet(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/product/tapwell-glide`);
  await settle(page);
  await page.getByTestId('add-to-cart').click();
  await page.getByTestId('cart-link').click();
  await settle(page);
  await page.getByTestId('checkout-button').click();
  await expect(page.getByTestId('order-number')).not.toBeEmpty();
  await settle(page);
  await delivered(page);
  return page;
}

/** The same on a page that speaks Google Analytics 4. */
async function buyOnGa4Page(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/ga4`);
  await settle(page);
  for (const step of ['add-to-cart', 'cart-link', 'checkout-button', 'place-order'])
    await page.getByTestId(step).click();
  await delivered(page);
  return page;
}

test('the script tag’s pages and the GA4 page give the same rows as the npm shop', async ({
  stack,
  outlet,
  browser,
}) => {
  const contexts = await Promise.all([0, 1, 2].map(() => browser.newContext()));
  const [first, second, third] = contexts as [BrowserContext, BrowserContext, BrowserContext];
  const shop = await rowsOf(stack, await buyInShop(first, stack.shopUrl));
  const attributes = await rowsOf(stack, await buyInOutlet(second, outlet.url));
  const ga4 = await rowsOf(stack, await buyOnGa4Page(third, outlet.url));
  await Promise.all(contexts.map((context) => context.close()));

  const names = ['product_view', 'add_to_cart_click', 'cart_view', 'checkout_start', 'checkout_complete'];
  expect(firstOfEach(shop, names)).toHaveLength(names.length);
  expect(firstOfEach(attributes, names)).toEqual(firstOfEach(shop, names));
  // GA4's add_to_cart knows the product and not the cart around it.
  const withoutCart = firstOfEach(shop, names).map((row) =>
    row.event_name === 'add_to_cart_click' ? { ...row, cart_total: null, items: null } : row,
  );
  expect(firstOfEach(ga4, names)).toEqual(withoutCart);
});

/** A page that is loaded again for its client id tells its view again. */
const firstOfEach = (rows: Record<string, unknown>[], names: string[]) =>
  names.flatMap((name) => rows.filter((row) => row.event_name === name).slice(0, 1));

test('a basket that is filled without a network is delivered later, with its own time', async ({
  stack,
  outlet,
  page,
  context,
}) => {
  await page.goto(`${outlet.url}/product/tapwell-glide`);
  await settle(page);
  await delivered(page);
  await context.setOffline(true);
  const from = Date.now();
  await page.getByTestId('add-to-cart').click();
  await page.getByTestId('add-to-cart').click();
  await expect(page.getByTestId('cart-count')).toHaveText('2');
  const until = Date.now();
  // The tunnel; longer than the second by which times could be taken for each other.
  await expect.poll(() => Date.now() - until).toBeGreaterThan(4000);
  await context.setOffline(false);
  const back = Date.now();
  await delivered(page);
  const clientId = await clientIdOf(page);
  await stack.etl();

  const rows = await stack.query<{ at: Date; received: Date; total: number }>(
    `select event_timestamp as at, received_at as received, cart_total::float as total from clickstream_events
     where client_id = $1 and event_name = 'add_to_cart_click' order by sequence`,
    [clientId],
  );
  expect(rows.map(({ total }) => total)).toEqual([34.9, 69.8]);
  for (const { at, received } of rows) {
    expect(at.getTime()).toBeGreaterThanOrEqual(from);
    expect(at.getTime()).toBeLessThanOrEqual(until);
    expect(received.getTime()).toBeGreaterThanOrEqual(back);
  }
});
