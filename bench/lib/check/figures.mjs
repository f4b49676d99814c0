import { CART_FIGURES } from './figures-carts.mjs';
import { DASH_FIGURES } from './figures-dash.mjs';
import { FACTS } from './figures-facts.mjs';
import { ORDER_FIGURES } from './figures-orders.mjs';
import { PEOPLE_FIGURES } from './figures-people.mjs';
import { PRODUCT_FIGURES } from './figures-products.mjs';
import { SESSION_FIGURES } from './figures-sessions.mjs';

/**
 * Each figure that is compared: `want(truth)` and `sql(truth)`, which returns one text value, give the same text. `needs` names
 * what newer warehouses have: `schema.table.column` or `schema.function()`; without it the figure is left out and said so.
 * `agent`, `country`, `trusted` and `lake` mark what is not known of events that came without a user agent, a country, a server's
 * key or the lake's objects.
 */
export const FIGURES = [
  ...FACTS,
  ...SESSION_FIGURES,
  ...ORDER_FIGURES,
  ...PRODUCT_FIGURES,
  ...CART_FIGURES,
  ...PEOPLE_FIGURES,
  ...DASH_FIGURES,
];
