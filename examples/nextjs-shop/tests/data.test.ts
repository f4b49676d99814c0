import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addToCart,
  authenticate,
  endLoginSession,
  findCart,
  findOrAddUser,
  findOrder,
  findProduct,
  findSessionUser,
  listProducts,
  type PlacedOrder,
  placeOrder,
  registerAccount,
  searchProducts,
  setCartQuantity,
  setUpDatabase,
  startLoginSession,
} from '../src/data';
import { aCheckout, setStock, stockOf } from './helpers/factories';
import { startPostgres, type TestPostgres } from './helpers/postgres';

const SLATE_15 = 'NB-1002'; // 1449.00, reduced to 1299.00
const GLIDE = 'NB-4001'; // 34.90
const UPRIGHT = 'NB-4002'; // 64.90, reduced to 54.90

let postgres: TestPostgres;
let pool: Pool;

beforeAll(async () => {
  postgres = await startPostgres();
  pool = await postgres.createDatabase();
  await setUpDatabase(pool);
});
afterAll(() => postgres?.stop());

const orderIds = (placed: PlacedOrder[]) =>
  placed.flatMap((result) => (result.status === 'placed' ? [result.orderId] : []));

describe('the seed', () => {
  it('fills an empty database with at least 60 products in all categories', async () => {
    const products = await listProducts(pool, {});
    expect(products.length).toBeGreaterThanOrEqual(60);
    expect(new Set(products.map((product) => product.category)).size).toBe(8);
    expect(new Set(products.map((product) => product.slug)).size).toBe(products.length);
  });

  it('changes nothing when it runs again, and gives back nothing that was sold', async () => {
    await setStock(pool, GLIDE, 7);
    const before = await listProducts(pool, {});
    await Promise.all([setUpDatabase(pool), setUpDatabase(pool)]);
    expect(await listProducts(pool, {})).toEqual(before);
    expect(await stockOf(pool, GLIDE)).toBe(7);
  });
});

describe('orders', () => {
  it('never sells more than there is when 50 shoppers order at once', async () => {
    const pieces = 20;
    await setStock(pool, SLATE_15, 100);
    const checkouts = await Promise.all(
      Array.from({ length: 50 }, () => aCheckout(pool, { [SLATE_15]: 1, [GLIDE]: 1 })),
    );
    await setStock(pool, SLATE_15, pieces);
    await setStock(pool, GLIDE, 100);

    const placed = await Promise.all(checkouts.map((checkout) => placeOrder(pool, checkout)));

    expect(orderIds(placed)).toHaveLength(pieces);
    expect(placed.filter((result) => result.status === 'sold-out')).toHaveLength(50 - pieces);
    expect(await stockOf(pool, SLATE_15)).toBe(0);
    expect(await stockOf(pool, GLIDE)).toBe(100 - pieces);
  });

  it('takes nothing at all when one of several products is short', async () => {
    await setStock(pool, GLIDE, 10);
    await setStock(pool, UPRIGHT, 10);
    const checkout = await aCheckout(pool, { [GLIDE]: 2, [UPRIGHT]: 2 });
    await setStock(pool, UPRIGHT, 1);

    expect(await placeOrder(pool, checkout)).toEqual({ status: 'sold-out', productNames: ['Tapwell Upright'] });

    expect(await stockOf(pool, GLIDE)).toBe(10);
    expect((await findCart(pool, checkout.visitorId))?.itemCount).toBe(4);
  });

  it('gives the same order for a checkout that is submitted ten times at once, and once more later', async () => {
    await setStock(pool, GLIDE, 10);
    const checkout = await aCheckout(pool, { [GLIDE]: 3 });

    const placed = await Promise.all(Array.from({ length: 10 }, () => placeOrder(pool, checkout)));
    placed.push(await placeOrder(pool, checkout));

    expect(orderIds(placed)).toHaveLength(11);
    expect(new Set(orderIds(placed)).size).toBe(1);
    expect(await stockOf(pool, GLIDE)).toBe(7);
  });

  it('is right to the cent, with reduced prices, delivery and included tax', async () => {
    await setStock(pool, GLIDE, 10);
    await setStock(pool, UPRIGHT, 10);
    const [orderId = ''] = orderIds([await placeOrder(pool, await aCheckout(pool, { [GLIDE]: 1, [UPRIGHT]: 1 }))]);

    const order = await findOrder(pool, orderId);

    // 34.90 + 54.90 = 89.80, below the 100.00 from which delivery is free: + 4.90. Tax: 94.70 × 19 / 119 = 15.12.
    expect(order).toMatchObject({ subtotalCents: 8980, shippingCents: 490, totalCents: 9470, taxCents: 1512 });
    expect(order?.lines.map((line) => [line.productId, line.priceCents, line.unitCents, line.quantity])).toEqual([
      [GLIDE, 3490, 3490, 1],
      [UPRIGHT, 6490, 5490, 1],
    ]);
    expect(order?.number).toMatch(/^NB-\d{6}$/);
  });

  it('refuses a cart of another visitor, an empty one and one without an address', async () => {
    await setStock(pool, GLIDE, 10);
    const checkout = await aCheckout(pool, { [GLIDE]: 1 });
    const stranger = await placeOrder(pool, { ...checkout, visitorId: randomUUID() });
    await setCartQuantity(pool, checkout.visitorId, GLIDE, 0);
    const empty = await placeOrder(pool, checkout);
    const visitorId = randomUUID();
    await addToCart(pool, visitorId, GLIDE, 1);
    const cart = await findCart(pool, visitorId);
    const addressless = await placeOrder(pool, { ...checkout, visitorId, cartId: cart?.id ?? '' });

    expect([stranger, empty, addressless]).toEqual(Array(3).fill({ status: 'incomplete' }));
    expect(await placeOrder(pool, { ...checkout, cartId: 'not-a-uuid' })).toEqual({ status: 'incomplete' });
  });

  it('leaves the last word to the database: stock below zero is refused whatever the code does', async () => {
    await expect(setStock(pool, GLIDE, -1)).rejects.toThrow(/inventory_quantity_check/);
  });
});

describe('carts', () => {
  it('hold at most what is in stock and at most ten of a product', async () => {
    await setStock(pool, GLIDE, 4);
    await setStock(pool, UPRIGHT, 50);
    const visitorId = randomUUID();

    expect(await addToCart(pool, visitorId, GLIDE, 3)).toBe(3);
    expect(await addToCart(pool, visitorId, GLIDE, 3)).toBe(1);
    expect(await addToCart(pool, visitorId, GLIDE, 1)).toBe(0);
    expect(await addToCart(pool, visitorId, UPRIGHT, 10)).toBe(10);
    expect(await addToCart(pool, visitorId, 'NB-0', 1)).toBe(0);
    expect(await setCartQuantity(pool, visitorId, UPRIGHT, 2)).toEqual({ before: 10, after: 2 });
    expect(await findCart(pool, visitorId)).toMatchObject({ itemCount: 6, subtotalCents: 4 * 3490 + 2 * 5490 });
  });

  it('stay one cart when two tabs add at the same time', async () => {
    await setStock(pool, GLIDE, 10);
    const visitorId = randomUUID();
    await Promise.all(Array.from({ length: 8 }, () => addToCart(pool, visitorId, GLIDE, 1)));
    expect((await findCart(pool, visitorId))?.itemCount).toBe(8);
  });

  it('begin anew after an order', async () => {
    await setStock(pool, GLIDE, 10);
    const checkout = await aCheckout(pool, { [GLIDE]: 1 });
    await placeOrder(pool, checkout);

    expect(await findCart(pool, checkout.visitorId)).toBeUndefined();
    await addToCart(pool, checkout.visitorId, GLIDE, 1);
    expect((await findCart(pool, checkout.visitorId))?.id).not.toBe(checkout.cartId);
  });
});

describe('products', () => {
  it('are filtered and sorted by what a shopper pays', async () => {
    const found = await listProducts(pool, {
      categories: ['laptops'],
      brands: ['Halden', 'Novum'],
      maxCents: 1_299_00,
      sort: 'price-desc',
    });
    expect(found[0]?.name).toBe('Halden Slate 15');
    expect(found.every(({ brand }) => brand === 'Halden' || brand === 'Novum')).toBe(true);
    const paid = found.map((product) => product.discountCents ?? product.priceCents);
    expect(paid).toEqual([...paid].sort((a, b) => b - a));
  });

  it('are found by all words of a search, and not by its wildcards', async () => {
    expect((await searchProducts(pool, 'lumora 4K')).map(({ name }) => name)).toContain('Lumora One 27 4K');
    expect(await searchProducts(pool, 'zzgarblzz')).toEqual([]);
    expect(await searchProducts(pool, '%')).not.toHaveLength((await listProducts(pool, {})).length);
    expect(await searchProducts(pool, '   ')).toEqual([]);
  });

  it('are undefined for an unknown address', async () => {
    expect(await findProduct(pool, 'no-such-thing')).toBeUndefined();
    expect(await findOrder(pool, "'; drop table orders; --")).toBeUndefined();
  });
});

describe('accounts', () => {
  it('are found by e-mail in any case and password, and made only once', async () => {
    const account = await registerAccount(pool, { email: 'Ada@example.com', name: 'Ada', password: 'correct horse' });
    const again = { email: 'ada@EXAMPLE.com', name: 'Eve', password: 'another one' };
    expect(await registerAccount(pool, again)).toBeUndefined();
    expect(await authenticate(pool, 'ada@example.com', 'correct horse')).toEqual(account);
    expect(await authenticate(pool, 'ada@example.com', 'wrong')).toBeUndefined();
    expect(await authenticate(pool, 'nobody@example.com', 'correct horse')).toBeUndefined();
    const { rows } = await pool.query('select password_hash from accounts');
    expect(JSON.stringify(rows)).not.toContain('correct horse');
  });

  it('are one user however often a provider sends them, and another at another provider', async () => {
    const grace = { provider: 'local', subject: 's-1', email: 'grace@example.com', name: 'Grace' };
    const user = await findOrAddUser(pool, grace);
    expect(await findOrAddUser(pool, { ...grace, email: 'hopper@example.com' })).toEqual({
      ...user,
      email: 'hopper@example.com',
    });
    expect((await findOrAddUser(pool, { ...grace, provider: 'https://id.example' })).id).not.toBe(user.id);
  });

  it('are signed in until they sign out', async () => {
    const user = await findOrAddUser(pool, {
      provider: 'local',
      subject: 's-2',
      email: 'ida@example.com',
      name: 'Ida',
    });
    const token = await startLoginSession(pool, user.id);
    expect(await findSessionUser(pool, token)).toEqual(user);
    await endLoginSession(pool, token);
    expect(await findSessionUser(pool, token)).toBeUndefined();
  });
});
