import { isSoldOut, offer } from './catalogue.mjs';
import { pickQuery } from './queries.mjs';
import { emit } from './tracker.mjs';
import { fiddle, leavePage, openPage } from './visit.mjs';

/** Products that a list shows first. */
const LIST_LENGTH = 5;

export function openHome(visit) {
  openPage(visit, { path: '/', title: 'Shop' });
  step(visit);
  emit(visit, 'home_view');
}

export function openInfo(visit) {
  const name = visit.shop.random.pick(['delivery', 'returns', 'size-guide', 'imprint']);
  openPage(visit, { path: `/pages/${name}`, title: name });
}

/** Looks at a category's list, from which a product may be chosen. */
export function openCategory(visit, category = visit.shop.catalogue.pickCategory()) {
  openPage(visit, { path: category.path, title: category.name });
  step(visit);
  emit(visit, 'category_view', `,"properties":{"category":${JSON.stringify(category.name)}}`);
  const pick = () => visit.shop.catalogue.pickProductOf(category);
  const products = [...new Set(Array.from({ length: LIST_LENGTH }, pick))];
  const shown = products.map((product, i) => `${offerTo(visit, product).json},"position":${i + 1},"list":"category"}`);
  step(visit);
  emit(visit, 'product_list_view', `,"products":[${shown.join(',')}]`);
  return { list: 'category', products };
}

/** Searches; of what is found something may be chosen. */
export function searchFor(visit, { query, results } = pickQuery(visit.shop.random)) {
  const { catalogue, truth } = visit.shop;
  openPage(visit, { path: '/search', title: 'Search', query: `q=${encodeURIComponent(query)}` });
  step(visit);
  const isHeard = emit(visit, 'search', `,"search":{"query":${JSON.stringify(query)},"results":${results}}`);
  if (isHeard) visit.search = truth.search(visit, query, results);
  const pick = () => catalogue.pickProduct();
  return { list: 'search', products: Array.from({ length: Math.min(results, LIST_LENGTH) }, pick) };
}

/** Looks at a product, which may have been chosen from a list. */
export function openProduct(visit, product = visit.shop.catalogue.pickProduct(), { from, isNewTab, isUnread } = {}) {
  const { random, truth } = visit.shop;
  openPage(visit, { path: product.path, title: product.name, isNewTab });
  step(visit);
  const place = from ? `,"position":${from.products.indexOf(product) + 1},"list":"${from.list}"` : '';
  const soldOut = isSoldOut(product, visit.now);
  const stock = soldOut ? ',"properties":{"inStock":false}' : '';
  const isHeard = emit(visit, 'product_view', `,"product":${offerTo(visit, product).json}${place}}${stock}`);
  if (isHeard) truth.productView(visit, product, soldOut);
  if (isHeard && visit.search) truth.searchClick(visit.search);
  if (isUnread) return { product, soldOut };
  if (random.chance(0.25)) fiddle(visit);
  if (random.chance(0.03)) toggle(visit, product, 'wishlist_toggle');
  if (random.chance(0.01)) toggle(visit, product, 'share_click');
  return { product, soldOut };
}

/** Opens some products of a list in tabs of their own, then reads one after the other. */
export function openInTabs(visit, from) {
  const list = visit.page;
  const tabs = from.products.slice(0, 3).map((product) => {
    visit.page = list;
    openProduct(visit, product, { from, isNewTab: true });
    return visit.page;
  });
  visit.shop.truth.tabs();
  for (const tab of [list, ...tabs.slice(0, -1)]) {
    visit.page = tab;
    leavePage(visit);
  }
  visit.page = tabs.at(-1) ?? list;
}

function toggle(visit, product, name) {
  step(visit);
  emit(visit, name, `,"product":${offerTo(visit, product).json}}`);
}

export const offerTo = (visit, product) => offer(product, visit.now, visit.client.market.currency);

/** A moment between two events of a page. */
export function step(visit) {
  visit.now += visit.shop.random.between(5, 400);
}
