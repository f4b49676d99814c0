/** What one shopper did. */
export class Diary {
  #events = {};
  #productViews = {};
  #searches = [];
  #orders = [];
  #refunds = [];

  note(...names) {
    for (const name of names) this.#events[name] = (this.#events[name] ?? 0) + 1;
  }

  productView(id) {
    this.note('product_view');
    this.#productViews[id] = (this.#productViews[id] ?? 0) + 1;
  }

  search(query, found) {
    this.note('search');
    if (found > 0) this.note('product_list_view');
    this.#searches.push({ query, found });
  }

  ordered(order) {
    this.note('checkout_complete');
    this.#orders.push(order);
  }

  refunded(refund) {
    this.#refunds.push(refund);
  }

  toJSON() {
    return {
      events: this.#events,
      productViews: this.#productViews,
      searches: this.#searches,
      orders: this.#orders,
      refunds: this.#refunds,
    };
  }
}
