// The shop's own script: it keeps a cart in the browser and fills in what the templates of a shop with a server would.
// Of the tracker it knows nothing: that reads attributes.
const glide = {
  id: 'NB-4001',
  name: 'Tapwell Glide',
  category: 'Mice',
  brand: 'Tapwell',
  price: 34.9,
  currency: 'EUR',
  urlPath: '/product/tapwell-glide',
};
const SHIPPING_CENTS = 490;
const STORED = 'outlet';

const stored = JSON.parse(localStorage.getItem(STORED) || '{"count":0}');
const find = (id) => document.querySelector(`#${id}`);
// In cents, so that three mice cost 104.70 and not 104.69999.
const goodsCents = (count) => count * Math.round(glide.price * 100);
const items = (count) => (count > 0 ? [{ ...glide, quantity: count }] : []);
const cartOf = (count) => ({ id: stored.cartId, currency: 'EUR', total: goodsCents(count) / 100, items: items(count) });

function orderOf() {
  const cents = goodsCents(stored.count) + SHIPPING_CENTS;
  // Prices include 19 % VAT.
  const tax = Math.round((cents * 19) / 119) / 100;
  const id = crypto.randomUUID();
  return {
    id,
    number: id.slice(0, 8),
    currency: 'EUR',
    total: cents / 100,
    tax,
    shipping: SHIPPING_CENTS / 100,
    items: items(stored.count),
  };
}

function save(changes) {
  Object.assign(stored, changes);
  localStorage.setItem(STORED, JSON.stringify(stored));
  show();
}

/** What an element's attribute says, where the page has that element. */
function say(id, what, value) {
  find(id)?.setAttribute(`data-footfall-${what}`, JSON.stringify(value));
}

/** Puts what the page shows into its attributes. A click is told with the cart as it will be after it. */
function show() {
  const { count, order } = stored;
  find('cart-count').textContent = String(count);
  say('cart', 'cart', cartOf(count));
  say('checkout', 'cart', cartOf(count));
  say('add', 'cart', cartOf(count + 1));
  say('remove', 'cart', cartOf(Math.max(0, count - 1)));
  say('remove', 'product', { ...glide, quantity: 1 });
  for (const id of ['checkout', 'remove']) if (find(id)) find(id).disabled = count === 0;
  if (find('cart-line') && count > 0) find('cart-line').textContent = `${count} × ${glide.name}`;
  if (find('cart-total')) find('cart-total').textContent = `€${(goodsCents(count) / 100).toFixed(2)}`;
  if (find('order') && order) {
    say('order', 'order', order);
    find('order-number').textContent = order.number;
  }
}

if (!stored.cartId) save({ cartId: crypto.randomUUID() });
find('add')?.addEventListener('click', () => {
  save({ count: stored.count + 1 });
  find('status').textContent = 'It is in your cart.';
});
find('remove')?.addEventListener('click', () => save({ count: Math.max(0, stored.count - 1) }));
find('checkout')?.addEventListener('click', () => {
  save({ order: orderOf(), count: 0, cartId: undefined });
  location.assign('/thanks');
});
show();
