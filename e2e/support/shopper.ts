import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';

/** Goes from the home page to a bought product. @returns what was bought, as the shop says it */
export async function buySomething(page: Page, shopUrl: string): Promise<{ orderNumber: string; productName: string }> {
  await page.goto(shopUrl);
  await settle(page);
  await page.getByTestId('category-tile-laptops').click();
  await page.waitForURL('**/category/**');
  await settle(page);
  await page.getByTestId('product-card').first().getByTestId('product-link').click();
  const productName = (await page.getByTestId('product-name').textContent()) ?? '';
  await settle(page);
  await addToCart(page);
  const { number } = await checkOut(page);
  return { orderNumber: number, productName };
}

export async function addToCart(page: Page): Promise<void> {
  await page.getByTestId('add-to-cart').click();
  await expect(page.getByTestId('add-to-cart-status')).toContainText('In your cart');
}

/** From a product in the cart to the order. */
export async function checkOut(page: Page): Promise<{ id: string; number: string }> {
  await page.getByTestId('cart-link').click();
  await page.getByTestId('cart-lines').waitFor();
  await settle(page);
  await page.getByTestId('checkout-button').click();
  const address = {
    email: 'ada@example.test',
    name: 'Ada Byron',
    street: '1 Long Lane',
    postalCode: '10115',
    city: 'Berlin',
  };
  for (const [field, value] of Object.entries(address)) await page.getByTestId(`field-${field}`).fill(value);
  await page.getByTestId('address-submit').click();
  await page.getByTestId('shipping-submit').click();
  await page.getByTestId('place-order').click();
  const number = page.getByTestId('order-number');
  const order = {
    id: (await number.getAttribute('data-order-id')) ?? '',
    number: (await number.textContent()) ?? '',
  };
  await settle(page);
  return order;
}

/** Makes an account at the shop's identity provider and comes back signed in. */
export async function register(page: Page): Promise<void> {
  await page.getByTestId('sign-in-link').click();
  await page.getByTestId('sign-in-continue').click();
  await page.getByTestId('field-register-name').fill('Ada Byron');
  await page.getByTestId('field-register-email').fill(`${randomUUID()}@example.test`);
  await page.getByTestId('field-register-password').fill('correct horse');
  await page.getByTestId('register-submit').click();
  await expect(page.getByTestId('user-name')).toBeVisible();
  await settle(page);
}

/** Nothing waits on the device any more: the collector has it. */
export async function delivered(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('footfall.q.')).length), {
      timeout: 60_000,
    })
    .toBe(0);
}

/** The browser's id, as the tracker keeps it. */
export async function clientIdOf(page: Page): Promise<string> {
  const request = page.waitForRequest('**/clickstream');
  await page.reload();
  const { common } = (await request).postDataJSON();
  await delivered(page);
  return common.clientId;
}

/**
 * A person looks at a page before the next click; a robot would leave it before its scripts have run. On a busy machine
 * the network is quiet long before that: the Next.js shop says when it is alive, a page with the script tag has the tracker.
 */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    () =>
      document.documentElement.dataset.alive !== undefined ||
      'track' in ((window as { footfall?: object }).footfall ?? {}),
  );
}
