/**
 * What an event is worth when not all can be kept or sent: engagement goes before pages, pages before carts, and
 * purchases go last. A shop's own events count as pages.
 */
export type Lane = 0 | 1 | 2 | 3;

const ENGAGEMENT = /^(page_leave|web_vital|error|click)$/;
const CART = /cart|checkout|wishlist|login_s/;
const PURCHASE = /checkout_complete|refund/;

/** The lane of an event's name. */
export const laneOf = (name: string): Lane =>
  PURCHASE.test(name) ? 3 : CART.test(name) ? 2 : ENGAGEMENT.test(name) ? 0 : 1;
