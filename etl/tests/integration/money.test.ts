import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ModelWarehouse, type Sent, startModelWarehouse } from '../helpers/model-warehouse.js';

let warehouse: ModelWarehouse;
beforeAll(async () => {
  warehouse = await startModelWarehouse();
});
afterAll(() => warehouse.stop());
beforeEach(() => warehouse.clear());

const report = (eventName: string, day: number, order: object, fields: object = {}): Sent => [
  {
    eventName,
    eventTimestamp: `2026-11-${day}T10:00:00.000Z`,
    order: { id: 'o1', currency: 'EUR', ...order },
    ...fields,
  },
];
const bought = (day: number, order: object, fields?: object) => report('checkout_complete', day, order, fields);
const refund = (day: number, order: object, fields?: object) => report('refund', day, order, fields);
const refunds = () =>
  warehouse.query('select amount::float, counted::float, mark from refunds order by refunded_at, amount');
const named = (refundId: string) => ({ properties: { refundId } });

describe('Refunds', () => {
  it('that are reported again under the same id add nothing', async () => {
    await warehouse.load(
      bought(18, { total: 100 }),
      refund(19, { total: 30 }, named('r')),
      refund(20, { total: 30 }, named('r')),
    );
    expect(await refunds()).toEqual([
      { amount: 30, counted: 30, mark: null },
      { amount: 30, counted: 0, mark: 'repeated' },
    ]);
  });

  it('never take more than the order’s total, and say so', async () => {
    await warehouse.load(refund(19, { total: 80 }), refund(20, { total: 80 }));
    await warehouse.load(bought(18, { total: 100 }));
    expect(await refunds()).toEqual([
      { amount: 80, counted: 80, mark: null },
      { amount: 80, counted: 20, mark: 'exceeds' },
    ]);
    expect(await warehouse.query('select refunded::float from orders')).toEqual([{ refunded: 100 }]);
  });

  it('of some lines are what these cost; without amount and lines, the whole order', async () => {
    const items = [{ id: 'p', price: 10, discountPrice: 8.5, quantity: 2 }];
    await warehouse.load(bought(18, { total: 100 }), refund(19, { items }), refund(20, {}));
    expect(await refunds()).toEqual([
      { amount: 17, counted: 17, mark: null },
      { amount: 100, counted: 83, mark: 'exceeds' },
    ]);
  });

  it('in another currency, or of an order that nobody reported, are kept and count for nothing', async () => {
    await warehouse.load(
      bought(18, { total: 100 }),
      refund(19, { total: 5, currency: 'USD' }),
      refund(20, { id: 'o9', total: 7 }),
    );
    expect((await refunds()).map(({ counted, mark }) => `${mark} ${counted}`)).toEqual([
      'other_currency 0',
      'unknown_order 0',
    ]);
  });
});

describe('Net revenue', () => {
  const net = (by: string, to = '2026-11-22') =>
    warehouse.query(
      `select to_char(bucket, 'DD') as day, currency, orders::int, refunded::text, net::text from dash.net_revenue('2026-11-18', $2, 'UTC', 'day', $1)`,
      [by, to],
    );

  it('takes refunds off the day of the order, or off their own', async () => {
    await warehouse.load(bought(18, { total: 100.1, tax: 16 }), refund(20, { total: 30.05 }));
    expect(await net('order')).toEqual([{ day: '18', currency: 'EUR', orders: 1, refunded: '30.05', net: '70.05' }]);
    expect(await net('refund')).toEqual([
      { day: '18', currency: 'EUR', orders: 1, refunded: '0', net: '100.1' },
      { day: '20', currency: 'EUR', orders: 0, refunded: '30.05', net: '-30.05' },
    ]);
    expect(await net('refund', '2026-11-19')).toHaveLength(1);
  });

  it('is exact in currencies without decimals and with three, and never adds them', async () => {
    await warehouse.load(
      bought(18, { id: 'a', total: 1234567, currency: 'JPY' }),
      bought(18, { id: 'b', total: 0.001, currency: 'KWD' }),
      bought(18, { id: 'c', total: 0.002, currency: 'KWD' }),
    );
    expect((await net('order')).map(({ currency, net }) => `${net} ${currency}`)).toEqual(['1234567 JPY', '0.003 KWD']);
  });
});

describe('Orders', () => {
  it('show what is wrong with them: decimals that nobody can pay, currencies, reports that disagree', async () => {
    await warehouse.load(
      bought(18, { id: 'yen', total: 10.5, currency: 'JPY' }),
      bought(18, { id: 'dinar', total: 1.234, currency: 'KWD' }),
      bought(18, { id: 'euro', total: 1.234 }),
      bought(18, { id: 'strange', total: 1, currency: 'ZZZ' }),
      bought(18, { id: 'bare', total: 1, currency: undefined }),
      bought(18, { total: 5 }),
      bought(19, { total: 6 }),
    );
    const issues = await warehouse.query('select order_id as id, issue from dash.order_issues order by 1');
    expect(issues.map(({ id, issue }) => `${id} ${issue}`)).toEqual([
      'bare no_currency',
      'euro too_many_decimals',
      'o1 conflict',
      'strange unknown_currency',
      'yen too_many_decimals',
    ]);
    expect(await warehouse.query('select total::float, kept_total::float from dash.order_conflicts')).toEqual([
      { total: 6, kept_total: 5 },
    ]);
  });

  it('add up by coupon, whatever its case', async () => {
    await warehouse.load(
      bought(18, { id: 'a', total: 10, coupon: 'WELCOME' }),
      bought(18, { id: 'b', total: 20, coupon: ' welcome' }),
      bought(18, { id: 'c', total: 40 }),
    );
    expect(
      await warehouse.query(`select coupon, orders::int, net::float from dash.coupons('2026-11-18', '2026-11-18')`),
    ).toEqual([
      { coupon: 'welcome', orders: 2, net: 30 },
      { coupon: null, orders: 1, net: 40 },
    ]);
  });
});
