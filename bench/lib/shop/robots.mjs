import { openProduct } from './browse.mjs';
import { DIRECT } from './sources.mjs';
import { send } from './tracker.mjs';
import { openPage, openVisit } from './visit.mjs';

/** A program that says what it is: some pages, one after the other, with nobody looking. */
export function crawl(shop, client, now) {
  return read(shop, client, { now, pages: shop.random.between(1, 12), waitMs: [1500, 9000] });
}

/**
 * A program that passes for a browser: a hundred pages and more at a pace at which nobody reads, none of them looked at,
 * scrolled or clicked.
 */
export function scrape(shop, client, now) {
  return read(shop, client, { now, pages: shop.random.between(100, 250), waitMs: [250, 900] });
}

function read(shop, client, { now, pages, waitMs }) {
  const { random, catalogue, truth } = shop;
  const visit = openVisit(shop, client, { now, source: DIRECT });
  for (let n = 0; n < pages && !visit.isOver; n++) {
    if (visit.page) visit.now += random.between(...waitMs);
    if (random.chance(0.7)) openSilently(visit, random.pick(catalogue.products));
    else openPage(visit, { path: catalogue.pickCategory().path, title: 'List', isNewTab: true });
  }
  send(visit);
  if (visit.events > 0) truth.session(visit);
  return visit;
}

/** A product's page, and nothing a person would do there. */
const openSilently = (visit, product) => openProduct(visit, product, { isNewTab: true, isUnread: true });
