import { expect, test } from 'vitest';
import type { FeatureHost } from '../../src/feature.js';
import { attribution } from '../../src/features/attribution.js';
import { compareCarts, createCartSync } from '../../src/features/cart.js';
import { fromGa4 } from '../../src/features/ga4.js';
import type { EventFields, FootfallEvent } from '../../src/types.js';

/** A host that remembers and records, without a browser. */
function createHost() {
  const memory: Record<string, string> = {};
  const reported: { name: string; fields: EventFields | undefined }[] = [];
  const changes: ((event: Partial<FootfallEvent>) => void)[] = [];
  const resets: (() => void)[] = [];
  const host = {
    remember(key: string, text: string) {
      memory[key] = text;
    },
    recall: (key: string) => memory[key] ?? '',
    report: (name: string, fields?: EventFields) => void reported.push({ name, fields }),
    onReset: (forget: () => void) => void resets.push(forget),
    amend: (change: (event: Partial<FootfallEvent>) => void) => void changes.push(change),
  };
  const amended = (event: Partial<FootfallEvent>) => {
    for (const change of changes) change(event);
    return event;
  };
  const reset = () => {
    for (const forget of resets) forget();
  };
  return { host: host as unknown as FeatureHost, reported, amended, reset };
}

test('a cart that is synchronised reports what was added, removed and changed in number', () => {
  const { host, reported } = createHost();
  const { sync } = createCartSync(host);
  sync({
    items: [
      { id: 'a', quantity: 1 },
      { id: 'b', quantity: 2 },
    ],
  });
  sync({ items: [{ id: 'b', quantity: 5 }, { id: 'c' }] });
  sync({ items: [{ id: 'b', quantity: 5 }, { id: 'c' }] });
  expect(reported.map(({ name, fields }) => [name, fields?.product?.id, fields?.product?.quantity])).toEqual([
    ['add_to_cart_click', 'a', 1],
    ['add_to_cart_click', 'b', 2],
    ['remove_from_cart_click', 'a', 1],
    ['add_to_cart_click', 'b', 3],
    ['add_to_cart_click', 'c', 1],
  ]);
});

test('a cart that is taken over silently is the next one’s base', () => {
  const { host, reported } = createHost();
  const { sync } = createCartSync(host);
  sync({ items: [{ id: 'a' }] }, { silently: true });
  sync({ items: [{ id: 'a' }, { id: 'b' }] });
  expect(reported.map(({ fields }) => fields?.product?.id)).toEqual(['b']);
});

test('two lines of one product count as one', () => {
  const changes = compareCarts({ items: [{ id: 'a' }] }, { items: [{ id: 'a' }, { id: 'a', quantity: 2 }] });
  expect(changes.map(({ change }) => change)).toEqual([2]);
});

test('list, position and search stick to a product until it is bought', () => {
  const { host, amended } = createHost();
  attribution()(host);
  amended({ eventName: 'search', search: { query: 'dock' } });
  amended({ eventName: 'product_list_view', products: [{ id: 'p-1', list: 'results', position: 3 }] });
  amended({ eventName: 'page_view' });
  const view = amended({ eventName: 'product_view', product: { id: 'p-1', price: 9 } });
  expect(view).toMatchObject({ product: { list: 'results', position: 3, price: 9 }, search: { query: 'dock' } });
  const order = amended({ eventName: 'checkout_complete', order: { id: 'o', items: [{ id: 'p-1' }, { id: 'p-2' }] } });
  expect(order.order?.items).toEqual([{ id: 'p-1', list: 'results', position: 3 }, { id: 'p-2' }]);
});

test('a search is forgotten with the shopper', () => {
  const { host, amended, reset } = createHost();
  attribution()(host);
  amended({ eventName: 'search', search: { query: 'dock' } });
  reset();
  amended({ eventName: 'product_list_view', products: [{ id: 'p-1', list: 'results', position: 3 }] });
  expect(amended({ eventName: 'product_view', product: { id: 'p-1' } }).search).toBeUndefined();
});

test('what the shop says itself is not overwritten', () => {
  const { host, amended } = createHost();
  attribution()(host);
  amended({ eventName: 'product_list_view', products: [{ id: 'p-1', list: 'results', position: 3 }] });
  const added = amended({ eventName: 'add_to_cart_click', product: { id: 'p-1', list: 'wishlist' } });
  expect(added.product?.list).toBe('wishlist');
});

const ITEM = {
  item_id: 'p-1',
  item_name: 'Dock',
  item_brand: 'N',
  item_category: 'Docks',
  price: 100,
  discount: 20,
  index: 2,
};

test.each([
  ['view_item', { currency: 'EUR', items: [ITEM] }, 'product_view'],
  ['view_item_list', { item_list_name: 'Home', items: [ITEM] }, 'product_list_view'],
  ['add_to_cart', { currency: 'EUR', value: 80, items: [ITEM] }, 'add_to_cart_click'],
  ['remove_from_cart', { items: [ITEM] }, 'remove_from_cart_click'],
  ['view_cart', { currency: 'EUR', value: 80, items: [ITEM] }, 'cart_view'],
  ['begin_checkout', { items: [ITEM] }, 'checkout_start'],
  ['add_shipping_info', { items: [ITEM] }, 'checkout_step'],
  ['purchase', { transaction_id: 'o-1', value: 80, tax: 8, currency: 'EUR', items: [ITEM] }, 'checkout_complete'],
  ['refund', { transaction_id: 'o-1', value: 80 }, 'refund'],
  ['search', { search_term: 'dock' }, 'search'],
  ['newsletter', { place: 'footer' }, 'newsletter'],
])('GA4’s %s becomes ours', (event, params, name) => {
  expect(fromGa4(event, params).map((one) => one.name)).toEqual([name]);
});

test('a GA4 purchase carries its order and its items as products', () => {
  const [purchase] = fromGa4('purchase', { transaction_id: 'o-1', value: '80', currency: 'EUR', items: [ITEM] });
  expect(purchase?.fields.order).toMatchObject({
    id: 'o-1',
    total: 80,
    items: [{ id: 'p-1', brand: 'N', category: 'Docks', price: 100, discountPrice: 80, currency: 'EUR', position: 2 }],
  });
});

test('what the tracker counts itself is not counted again', () => {
  expect(fromGa4('page_view', {})).toEqual([]);
});
