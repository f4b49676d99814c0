/** What a visit consists of, again and again; the last one is an order for every fourth visit only. */
const VISIT = [
  'page_view',
  'product_view',
  'click',
  'product_view',
  'add_to_cart_click',
  'page_view',
  'checkout_start',
];
const PRODUCTS = 200;
const SHOP = 'https://shop.example';
/** A sign-in, for every third shopper. */
const SIGNED_IN = 3;

/** One browser in the shop: one visit after the other, each with products, a cart and now and then an order. */
export class Shopper {
  #random;
  #clientId;
  #userId;
  #sessionId;
  #sequence = 0;

  constructor(random) {
    this.#random = random;
    this.#clientId = random.id();
    this.#userId = random.below(SIGNED_IN) === 0 ? `user-${random.id()}` : undefined;
  }

  /** The next event, at a time in milliseconds by the shopper's clock. */
  next(at) {
    const random = this.#random;
    const step = this.#sequence % (VISIT.length + 1);
    if (step === 0) {
      this.#sequence = 0;
      this.#sessionId = random.id();
    }
    const isOrder = step === VISIT.length && random.below(4) === 0;
    const number = random.below(PRODUCTS);
    const product = { id: `p-${number}`, name: `Product ${number}`, category: `c-${number % 9}`, price: number + 0.99 };
    const urlPath = `/c-${number % 9}/p-${number}`;
    const order = { id: random.id(), currency: 'EUR', total: 2 * product.price, items: [{ ...product, quantity: 2 }] };
    return {
      eventId: random.uuid(at),
      eventName: isOrder ? 'checkout_complete' : (VISIT[step] ?? 'page_leave'),
      eventTimestamp: new Date(at).toISOString(),
      clientId: this.#clientId,
      sessionId: this.#sessionId,
      sequence: this.#sequence++,
      ...(this.#userId && { userId: this.#userId, userLoginState: 'logged_in' }),
      pageUrl: SHOP + urlPath,
      ...(isOrder ? { order } : { product: { ...product, currency: 'EUR', urlPath } }),
    };
  }
}
