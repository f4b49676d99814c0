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
  await page.getByTestId('add-to-cart').click();
  await expect(page.getByTestId('cart-count')).toContainText('1');
  await page.getByTestId('cart-link').click();
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
  const orderNumber = (await page.getByTestId('order-number').textContent()) ?? '';
  await settle(page);
  return { orderNumber, productName };
}

/** A person looks at a page before the next click; a robot would leave it before its scripts have run. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
}
