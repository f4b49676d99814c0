import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../src/catalogue';
import {
  addToCart,
  adoptVisitor,
  cancelOrder,
  claimCart,
  deliverReports,
  findCart,
  findOrAddUser,
  findOrder,
  findProduct,
  listOrders,
  listProducts,
  listVariants,
  listWishlist,
  placeOrder,
  type Report,
  returnItems,
  setCoupon,
  setUpDatabase,
  suggestProducts,
  toggleWish,
} from '../src/data';
import { MIGRATIONS } from '../src/data/schema';
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

const now = new Date();
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const aUser = (name: string) =>
  findOrAddUser(pool, { provider: 'local', subject: randomUUID(), email: `${name}@example.com`, name });

/** An order of these pieces, with plenty in stock. */
async function anOrder(items: Record<string, number>, { coupon = '', shipping = 'standard' } = {}) {
  for (const id of Object.keys(items)) await setStock(pool, id, 100);
  const checkout = await aCheckout(pool, items, shipping);
  if (coupon) await setCoupon(pool, checkout.visitorId, coupon);
  const placed = await placeOrder(pool, { ...checkout, reportFor: { clientId: 'c-1', sessionId: 's-1' } });
  if (placed.status !== 'placed') throw new Error(placed.status);
  return { orderId: placed.orderId, visitorId: checkout.visitorId, cartId: checkout.cartId };
}

describe('a database of an earlier version', () => {
  it('keeps its accounts, users and orders', async () => {
    const old = await postgres.createDatabase();
    await old.query(MIGRATIONS[0]?.sql ?? '');
    await old.query('create table schema_migrations (migration_id integer primary key)');
    await old.query('insert into schema_migrations values (1)');
    const { rows } = await old.query(
      `insert into users (email, name, password_hash) values ('ada@example.com', 'Ada', 'scrypt:a:b') returning user_id`,
    );
    await setUpDatabase(old);
    const user = await findOrAddUser(old, {
      provider: 'local',
      subject: rows[0].user_id,
      email: 'ada@example.com',
      name: 'Ada',
    });
    expect(user.id).toBe(rows[0].user_id);
    expect((await old.query('select account_id, password_hash from accounts')).rows).toEqual([
      { account_id: user.id, password_hash: 'scrypt:a:b' },
    ]);
  });
});

describe('variants', () => {
  it('are sold under numbers, prices and stocks of their own, and stand in no list', async () => {
    const base = await findProduct(pool, 'halden-slate-13');
    const variants = base ? await listVariants(pool, base) : [];
    expect(variants.map(({ id, variantName, priceCents }) => [id, variantName, priceCents])).toEqual([
      ['NB-1001', '16 GB · 512 GB', 1149_00],
      ['NB-1001-B', '16 GB · 1 TB', 1299_00],
      ['NB-1001-C', '32 GB · 1 TB', 1549_00],
    ]);
    const listed = await listProducts(pool, {});
    expect(listed.every(({ variantOf }) => variantOf === null)).toBe(true);
    expect(listed.length).toBe(CATALOGUE.filter(({ variantOf }) => variantOf === null).length);
    expect(await addToCart(pool, randomUUID(), 'NB-1001-C', 1)).toBe(1);
  });
});

describe('suggestions', () => {
  it('begin like the words typed', async () => {
    expect((await suggestProducts(pool, 'sla', 10)).map(({ name }) => name)).toContain('Halden Slate 13');
    expect((await suggestProducts(pool, 'hal pan', 10)).map(({ name }) => name).sort()).toEqual([
      'Halden Panel 16',
      'Halden Panel 27 5K',
    ]);
    expect(await suggestProducts(pool, 'late', 10)).toEqual([]);
    expect(await suggestProducts(pool, '%', 10)).toEqual([]);
  });
});

describe('coupons', () => {
  it('take a share or an amount off, from their least value on', async () => {
    await setStock(pool, GLIDE, 100);
    const visitorId = randomUUID();
    await addToCart(pool, visitorId, GLIDE, 3); // 104.70
    expect(await setCoupon(pool, visitorId, ' welcome10 ')).toBe(true);
    expect((await findCart(pool, visitorId))?.discountCents).toBe(1047);
    expect(await setCoupon(pool, visitorId, 'DESK25')).toBe(true);
    expect((await findCart(pool, visitorId))?.discountCents).toBe(0);
    await addToCart(pool, visitorId, GLIDE, 3); // 209.40
    expect((await findCart(pool, visitorId))?.discountCents).toBe(2500);
    expect(await setCoupon(pool, visitorId, '')).toBe(true);
    expect((await findCart(pool, visitorId))?.coupon).toBeNull();
  });

  it('that have run out, or never were, do not hold, and leave the cart as it is', async () => {
    await setStock(pool, GLIDE, 100);
    const visitorId = randomUUID();
    await addToCart(pool, visitorId, GLIDE, 1);
    await setCoupon(pool, visitorId, 'WELCOME10');
    expect(await setCoupon(pool, visitorId, 'SUMMER24')).toBe(false);
    expect(await setCoupon(pool, visitorId, "' or true --")).toBe(false);
    expect((await findCart(pool, visitorId))?.coupon?.code).toBe('WELCOME10');
  });

  it('lower the total and the tax in it', async () => {
    const { orderId } = await anOrder({ [GLIDE]: 1, [UPRIGHT]: 1 }, { coupon: 'WELCOME10' });
    // 89.80 - 8.98 + 4.90 = 85.72; 85.72 × 19 / 119 = 13.69.
    expect(await findOrder(pool, orderId)).toMatchObject({
      couponCode: 'WELCOME10',
      subtotalCents: 8980,
      discountCents: 898,
      totalCents: 8572,
      taxCents: 1369,
    });
  });
});

describe('cancelling', () => {
  it('pays everything back once and puts the pieces into stock, however many ask at once', async () => {
    const { orderId } = await anOrder({ [GLIDE]: 2 });
    const before = await stockOf(pool, GLIDE);

    const refunds = await Promise.all(Array.from({ length: 8 }, () => cancelOrder(pool, { orderId, now })));

    expect(refunds.filter(Boolean)).toMatchObject([{ amountCents: 6980 + 490 }]);
    expect(await stockOf(pool, GLIDE)).toBe(before + 2);
    expect(await findOrder(pool, orderId)).toMatchObject({ refundedCents: 7470, cancelledAt: now });
  });

  it('is refused once the order is packed, and after a return', async () => {
    const packed = await anOrder({ [GLIDE]: 1 });
    expect(await cancelOrder(pool, { orderId: packed.orderId, now: later(25) })).toBeUndefined();
    const returned = await anOrder({ [GLIDE]: 2 });
    await returnItems(pool, { orderId: returned.orderId, now, productId: GLIDE, quantity: 1 });
    expect(await cancelOrder(pool, { orderId: returned.orderId, now })).toBeUndefined();
  });
});

describe('returning', () => {
  it('pays back what the pieces cost with their share of the coupon, to the cent in any steps', async () => {
    const { orderId } = await anOrder({ [GLIDE]: 3, [SLATE_15]: 1 }, { coupon: 'DESK25', shipping: 'express' });
    const order = await findOrder(pool, orderId);

    const amounts: number[] = [];
    for (const productId of [GLIDE, SLATE_15, GLIDE, GLIDE]) {
      const refund = await returnItems(pool, { orderId, now, productId, quantity: 1 });
      amounts.push(refund?.amountCents ?? 0);
    }

    // 3 × 34.90 + 1299.00 = 1403.70, less 25.00. A mouse is worth 34.90 × 1378.70 / 1403.70 = 34.28.
    expect(amounts[0]).toBe(3428);
    expect(amounts.reduce((sum, cents) => sum + cents, 0)).toBe(1403_70 - 25_00);
    expect(await findOrder(pool, orderId)).toMatchObject({ refundedCents: (order?.totalCents ?? 0) - 1290 });
    expect(await returnItems(pool, { orderId, now, productId: GLIDE, quantity: 1 })).toBeUndefined();
  });

  it('never takes back more than was bought, however many ask at once', async () => {
    const { orderId } = await anOrder({ [GLIDE]: 3 });
    const asked = Array.from({ length: 10 }, () => returnItems(pool, { orderId, now, productId: GLIDE, quantity: 1 }));
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(3);
    expect((await findOrder(pool, orderId))?.lines[0]?.returnedQuantity).toBe(3);
  });

  it('is refused for none, for too many, for what was not bought, and after 30 days', async () => {
    const { orderId } = await anOrder({ [GLIDE]: 1 });
    const ask = (change: object) => returnItems(pool, { orderId, now, productId: GLIDE, quantity: 1, ...change });
    expect(await ask({ quantity: 0 })).toBeUndefined();
    expect(await ask({ quantity: 2 })).toBeUndefined();
    expect(await ask({ productId: UPRIGHT })).toBeUndefined();
    expect(await ask({ now: later(31 * 24) })).toBeUndefined();
    expect(await ask({ orderId: 'not-a-uuid' })).toBeUndefined();
  });

  it('leaves the last word to the database', async () => {
    const { orderId } = await anOrder({ [GLIDE]: 1 });
    const tooMuch = pool.query('update orders set refunded_cents = total_cents + 1 where order_id = $1', [orderId]);
    await expect(tooMuch).rejects.toThrow(/orders_refunded/);
    const tooMany = pool.query('update order_items set returned_quantity = 2 where order_id = $1', [orderId]);
    await expect(tooMany).rejects.toThrow(/order_items_returned/);
  });
});

describe('a sign-in', () => {
  it('joins the carts of two browsers, the greater number counting, and twice changes nothing', async () => {
    await setStock(pool, GLIDE, 100);
    await setStock(pool, UPRIGHT, 100);
    const [user, laptop, phone] = [await aUser('ada'), randomUUID(), randomUUID()];
    await addToCart(pool, laptop, GLIDE, 3);
    await addToCart(pool, laptop, UPRIGHT, 1);
    await adoptVisitor(pool, laptop, user.id);
    await addToCart(pool, phone, GLIDE, 1);

    await adoptVisitor(pool, phone, user.id);
    await adoptVisitor(pool, phone, user.id);

    const cart = await findCart(pool, phone);
    expect(cart?.lines.map(({ product, quantity }) => [product.id, quantity]).sort()).toEqual([
      [GLIDE, 3],
      [UPRIGHT, 1],
    ]);
    expect(await findCart(pool, laptop)).toBeUndefined();
  });

  it('brings the cart of another browser to one that has none', async () => {
    await setStock(pool, GLIDE, 100);
    const [user, laptop, phone] = [await aUser('ida'), randomUUID(), randomUUID()];
    await addToCart(pool, laptop, GLIDE, 2);
    await claimCart(pool, laptop, user.id);
    await adoptVisitor(pool, phone, user.id);
    expect((await findCart(pool, phone))?.itemCount).toBe(2);
  });

  it('joins the carts of all browsers that stayed signed in, on a browser that has none', async () => {
    await setStock(pool, GLIDE, 100);
    await setStock(pool, UPRIGHT, 100);
    const [user, laptop, phone, tablet] = [await aUser('ava'), randomUUID(), randomUUID(), randomUUID()];
    await addToCart(pool, laptop, GLIDE, 2);
    await claimCart(pool, laptop, user.id);
    await addToCart(pool, phone, UPRIGHT, 3);
    await claimCart(pool, phone, user.id);

    await adoptVisitor(pool, tablet, user.id);

    const cart = await findCart(pool, tablet);
    expect(cart?.lines.map(({ product, quantity }) => [product.id, quantity]).sort()).toEqual([
      [GLIDE, 2],
      [UPRIGHT, 3],
    ]);
    expect([await findCart(pool, laptop), await findCart(pool, phone)]).toEqual([undefined, undefined]);
  });

  it('joins the wishlists', async () => {
    const [user, visitor] = [await aUser('eva'), randomUUID()];
    await toggleWish(pool, user.id, GLIDE);
    await toggleWish(pool, visitor, GLIDE);
    await toggleWish(pool, visitor, UPRIGHT);
    await adoptVisitor(pool, visitor, user.id);
    expect((await listWishlist(pool, user.id)).map(({ id }) => id).sort()).toEqual([GLIDE, UPRIGHT]);
    expect(await listWishlist(pool, visitor)).toEqual([]);
    expect(await toggleWish(pool, user.id, GLIDE)).toBe(false);
    expect(await toggleWish(pool, user.id, 'NB-0')).toBe(false);
  });
});

describe('the order history', () => {
  it('shows a guest what this browser ordered, and an account what it ordered anywhere', async () => {
    const [user, guest] = [await aUser('uma'), await anOrder({ [GLIDE]: 1 })];
    const checkout = await aCheckout(pool, { [GLIDE]: 1 });
    await placeOrder(pool, { ...checkout, userId: user.id });
    const ids = async (who: Parameters<typeof listOrders>[1]) => (await listOrders(pool, who)).map(({ id }) => id);
    expect(await ids({ visitorId: guest.visitorId, userId: undefined })).toEqual([guest.orderId]);
    expect(await ids({ visitorId: undefined, userId: user.id })).toHaveLength(1);
    // Another person at the same browser does not see what the account ordered there.
    expect(await ids({ visitorId: checkout.visitorId, userId: undefined })).toEqual([]);
  });
});

describe('reports to the analytics', () => {
  it('are there if and only if the order is, and go when they were taken', async () => {
    await pool.query('delete from reports');
    const { orderId } = await anOrder({ [GLIDE]: 1 });
    await returnItems(pool, { orderId, now, productId: GLIDE, quantity: 1, reportFor: { clientId: 'c-1' } });
    const sent: Report[] = [];

    const outcome = await deliverReports(pool, async (report) => void sent.push(report));

    expect(outcome).toEqual({ delivered: 2, failed: 0 });
    expect(sent.map(({ order, refund, shopper }) => [order.id, refund?.amountCents, shopper.clientId])).toEqual([
      [orderId, undefined, 'c-1'],
      [orderId, 3490, 'c-1'],
    ]);
    expect(await deliverReports(pool, async (report) => void sent.push(report))).toEqual({ delivered: 0, failed: 0 });
  });

  it('stay while the collector does not take them, keep their id, and hold up no other', async () => {
    await pool.query('delete from reports');
    const [first, second] = [await anOrder({ [GLIDE]: 1 }), await anOrder({ [GLIDE]: 1 })];
    const tried: Report[] = [];
    const refuseFirst = async (report: Report) => {
      tried.push(report);
      if (report.order.id === first.orderId) throw new Error('503');
    };

    expect(await deliverReports(pool, refuseFirst)).toMatchObject({ delivered: 1, failed: 1 });
    await pool.query('update reports set next_try_at = now()');
    expect(await deliverReports(pool, async (report) => void tried.push(report))).toMatchObject({ delivered: 1 });

    expect(tried.map(({ order }) => order.id)).toEqual([first.orderId, second.orderId, first.orderId]);
    expect(tried[2]?.eventId).toBe(tried[0]?.eventId);
  });

  it('go out once when two processes look at the same time', async () => {
    await pool.query('delete from reports');
    for (let i = 0; i < 6; i++) await anOrder({ [GLIDE]: 1 });
    const sent: string[] = [];
    const slowly = async (report: Report) => {
      sent.push(report.order.id);
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await Promise.all([deliverReports(pool, slowly), deliverReports(pool, slowly)]);
    expect(sent).toHaveLength(6);
    expect(new Set(sent).size).toBe(6);
  });
});
