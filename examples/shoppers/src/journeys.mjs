/** Some look around before they decide. */
async function lookAround(shopper, plan) {
  await shopper.openHome();
  await shopper.openCategory(plan.shelf);
  await shopper.chooseProduct(0);
}

/** Puts the planned product into the cart; another where the first is gone. @returns whether anything is in it */
async function fillCart(shopper, plan) {
  for (const product of plan.products) {
    await shopper.openProduct(product);
    if (await shopper.addToCart(plan.quantity)) return true;
  }
  return false;
}

async function buy(shopper, plan) {
  if (!(await fillCart(shopper, plan))) return undefined;
  await shopper.openCart();
  if (plan.usesCoupon) await shopper.useCoupon('WELCOME10');
  return shopper.checkOut(plan);
}

/** What people do in a shop, by the name of the journey. */
export const JOURNEYS = {
  async bounce(shopper, plan) {
    if (plan.looksBack) await shopper.openProduct(plan.products[0]);
    else await shopper.openHome();
  },

  async browse(shopper, plan) {
    await lookAround(shopper, plan);
    await shopper.lookAt('desk');
    if (plan.looksBack) await shopper.toggleWish();
    else await shopper.share();
    await shopper.openCategory(plan.shelf);
  },

  async search(shopper, plan) {
    await shopper.openHome();
    const found = await shopper.searchFor(plan.query);
    if (found > 0) await shopper.chooseProduct(Math.min(1, found - 1));
  },

  /** Two tabs side by side, one product in each. */
  async compare(shopper, plan) {
    const [first, second] = plan.products;
    await shopper.openProduct(first);
    const other = await shopper.newTab();
    await other.openProduct(second);
    await other.lookAt('box');
    await shopper.lookAt('desk');
    await other.addToCart(1);
    await other.delivered();
    await other.page.close();
    await shopper.openCategory(plan.shelf);
  },

  /** Goes in the middle of the checkout, closes the tab, and comes back to a cart that is still there. */
  async abandon(shopper, plan) {
    if (!(await fillCart(shopper, plan))) return;
    await shopper.openCart();
    await shopper.beginCheckOut();
    await shopper.delivered();
    const later = await shopper.newTab();
    await shopper.page.close();
    await later.openHome();
    await later.openCart();
    if (plan.looksBack) await later.takeOut();
    await later.delivered();
  },

  async buy(shopper, plan) {
    await lookAround(shopper, plan);
    await buy(shopper, plan);
  },

  async 'sign-in'(shopper, plan) {
    await shopper.openHome();
    await shopper.register(plan);
    await buy(shopper, plan);
    await shopper.signOut();
  },

  async refund(shopper, plan) {
    const order = await buy(shopper, plan);
    if (!order) return;
    if (plan.looksBack) await shopper.sendBackOne(order);
    else await shopper.cancel(order);
  },

  /** The line drops in a tunnel; what happens on the page meanwhile is told when it is back. */
  async train(shopper, plan) {
    const [product] = plan.products;
    await shopper.openProduct(product);
    await shopper.context.setOffline(true);
    await shopper.lookAt('desk');
    await shopper.lookAt('box');
    await shopper.share();
    await shopper.context.setOffline(false);
    await shopper.addToCart(1);
    await shopper.openCart();
  },

  /** The browser's ad blocker keeps every event back; what the shop's server reports gets through. */
  async blocked(shopper, plan) {
    await buy(shopper, plan);
    const kept = await shopper.page.evaluate(() =>
      Object.keys(localStorage).filter((key) => key.startsWith('footfall.q.')),
    );
    if (kept.length === 0) throw new Error('the ad blocker blocked nothing');
  },

  async bot(shopper, plan) {
    await shopper.openHome();
    await shopper.openCategory(plan.shelf);
    for (const product of plan.products.slice(0, 2)) await shopper.openProduct(product);
  },
};
