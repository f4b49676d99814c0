/** Patience with a page, in milliseconds: a machine with one core and ten tabs. */
const PATIENCE_MS = 30_000;

/**
 * Somebody in front of a browser. Each method does what its name says, waits until the shop shows it, and notes what has
 * happened: by what stands on the page, not by what the tracker says.
 */
export class Shopper {
  #page;

  constructor({ context, page, shop, diary, pause }) {
    this.context = context;
    this.shop = shop;
    this.diary = diary;
    this.pause = pause;
    this.#use(page);
  }

  get page() {
    return this.#page;
  }

  #use(page) {
    page.setDefaultTimeout(PATIENCE_MS);
    this.#page = page;
  }

  /** The same person in a second tab. */
  async newTab() {
    const page = await this.context.newPage();
    return new Shopper({ ...this, page, context: this.context });
  }

  find(testId) {
    return this.#page.getByTestId(testId).first();
  }

  /** Clicks are noted one by one: the tracker reports each. */
  async click(target) {
    await target.click();
    this.diary.note('click');
  }

  /** Comes to a page by its address. */
  async open(path) {
    await this.#page.goto(`${this.shop}${path}`);
    await this.#settle();
  }

  /**
   * A person looks before the next click; a robot would leave before the page's scripts have run. On a busy machine the
   * network is quiet long before that, so the page itself says when it is alive.
   */
  async #settle() {
    await this.#page.waitForLoadState('networkidle');
    await this.#page.waitForFunction(() => document.documentElement.dataset.alive !== undefined);
    await this.#page.waitForTimeout(this.pause());
    this.diary.note('page_view');
  }

  async openHome() {
    await this.open('/');
    this.diary.note('home_view');
  }

  async openCategory({ slug }) {
    await this.open(`/category/${slug}`);
    this.diary.note('category_view', 'product_list_view');
  }

  async openProduct({ slug, id }) {
    await this.open(`/product/${slug}`);
    this.diary.productView(id);
  }

  /** Follows a link in a list. */
  async chooseProduct(position) {
    const link = this.#page.getByTestId('product-card').nth(position).getByTestId('product-link');
    const id = await link.getAttribute('data-product-id');
    const href = await link.getAttribute('href');
    await this.click(link);
    await this.#page.waitForURL(`**${href}`);
    await this.find('product-name').waitFor();
    await this.#settle();
    this.diary.productView(id);
  }

  async searchFor(query) {
    await this.find('search-input').click();
    this.diary.note('click');
    await this.find('search-input').fill(query);
    await this.#page.keyboard.press('Enter');
    await this.#page.waitForURL('**/search?**');
    await this.#settle();
    // Enter in a form makes the browser press its button.
    this.diary.note('click');
    const found = await this.#page.getByTestId('product-card').count();
    this.diary.search(query, found);
    return found;
  }

  /** @returns whether the shop took it */
  async addToCart(quantity) {
    if ((await this.#page.getByTestId('add-to-cart').count()) === 0) return false;
    if (quantity > 1) await this.find('quantity-select').selectOption(String(quantity));
    await this.click(this.find('add-to-cart'));
    const status = this.find('add-to-cart-status');
    await this.#page.waitForFunction((element) => element.textContent !== '', await status.elementHandle());
    const isIn = (await status.textContent()).startsWith('In your cart');
    if (isIn) this.diary.note('add_to_cart_click');
    return isIn;
  }

  async toggleWish() {
    await this.click(this.find('wishlist-toggle'));
    await this.#page.getByText(/your wishlist\./).waitFor();
    this.diary.note('wishlist_toggle');
  }

  async share() {
    await this.click(this.find('share'));
    await this.#page.getByText(/The link is copied|Shared\./).waitFor();
    this.diary.note('share_click');
  }

  async lookAt(view) {
    await this.click(this.find(`gallery-${view}`));
  }

  async openCart() {
    await this.click(this.find('cart-link'));
    await this.find('cart-lines').waitFor();
    await this.#settle();
    this.diary.note('cart_view');
  }

  async useCoupon(code) {
    await this.click(this.find('coupon-input'));
    await this.find('coupon-input').fill(code);
    await this.click(this.find('coupon-submit'));
    await this.find('coupon-code').waitFor();
  }

  async takeOut() {
    const before = await this.#page.getByTestId('cart-line').count();
    await this.click(this.find('remove-from-cart'));
    await this.#page.waitForFunction(
      (count) => document.querySelectorAll('[data-testid="cart-line"]').length < count,
      before,
    );
    this.diary.note('remove_from_cart_click');
  }

  /** From the cart to the order. @returns the order, as the shop says it */
  async checkOut({ name, email }) {
    await this.beginCheckOut();
    const address = { email, name, street: '1 Long Lane', postalCode: '10115', city: 'Berlin' };
    for (const [field, value] of Object.entries(address)) await this.find(`field-${field}`).fill(value);
    await this.click(this.find('address-submit'));
    await this.find('shipping-form').waitFor();
    await this.#settle();
    this.diary.note('checkout_step');
    await this.click(this.find('shipping-submit'));
    await this.find('payment-form').waitFor();
    await this.#settle();
    this.diary.note('checkout_step');
    await this.click(this.find('place-order'));
    const number = this.find('order-number');
    await number.waitFor();
    await this.#settle();
    const order = {
      id: await number.getAttribute('data-order-id'),
      number: (await number.textContent()).trim(),
      cents: await this.cents('total'),
    };
    this.diary.ordered(order);
    return order;
  }

  async beginCheckOut() {
    await this.click(this.find('checkout-button'));
    await this.find('address-submit').waitFor();
    await this.#settle();
    this.diary.note('checkout_start', 'checkout_step');
  }

  /** Money on the page, in cents. */
  async cents(testId) {
    const text = await this.find(testId).textContent();
    return Math.round(Number(text.replaceAll(/[^0-9.]/g, '')) * 100);
  }

  async sendBackOne(order) {
    await this.click(this.find('return-submit'));
    await this.find('refunded').waitFor();
    this.diary.refunded({ orderId: order.id, cents: await this.cents('refunded') });
  }

  async cancel(order) {
    await this.click(this.find('cancel-order'));
    await this.find('order-cancelled').waitFor();
    this.diary.refunded({ orderId: order.id, cents: await this.cents('refunded') });
  }

  async register({ name, email }) {
    await this.click(this.find('sign-in-link'));
    await this.find('sign-in-continue').waitFor();
    await this.#settle();
    this.diary.note('login_open');
    await this.click(this.find('sign-in-continue'));
    // At the identity provider: not the shop's page, and nobody counts there.
    await this.find('field-register-name').fill(name);
    await this.find('field-register-email').fill(email);
    await this.find('field-register-password').fill('correct horse battery');
    await this.find('register-submit').click();
    await this.find('user-name').waitFor();
    await this.#settle();
    this.diary.note('home_view', 'login_success');
  }

  async signOut() {
    await this.click(this.find('sign-out-button'));
    await this.find('sign-in-link').waitFor();
    await this.#settle();
    this.diary.note('logout', 'home_view');
  }

  /** Waits until nothing is left on the device to be sent. */
  async delivered() {
    await this.#page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('footfall.q.')));
  }
}
