// The shop's own script: plain JavaScript that knows nothing of bundlers. Page views and clicks are reported by the
// tracker itself; what is in the cart only the shop can tell.
const mug = {
  id: 'TT-001',
  name: 'Enamel mug',
  category: 'Kitchen',
  brand: 'Tin & Table',
  price: 14.9,
  currency: 'EUR',
  urlPath: '/',
};
const STORED_CART = 'tin-and-table-cart';

/** Calls the tracker, or leaves the call for it until it has loaded. */
function report(method, ...args) {
  if (Array.isArray(window.footfall)) window.footfall.push([method, args]);
  else window.footfall[method](...args);
}

let count = Number(localStorage.getItem(STORED_CART)) || 0;

function cart() {
  return {
    currency: 'EUR',
    // In cents, so that three mugs cost 44.70 and not 44.699999.
    total: Math.round(count * mug.price * 100) / 100,
    items: count > 0 ? [{ ...mug, quantity: count }] : [],
  };
}

function change(by, sentence) {
  count += by;
  localStorage.setItem(STORED_CART, String(count));
  show();
  document.querySelector('#status').textContent = sentence;
}

function show() {
  document.querySelector('#cart-count').textContent = String(count);
  document.querySelector('#remove').disabled = count === 0;
}

document.querySelector('#add').addEventListener('click', () => {
  change(1, 'A mug is in your cart.');
  report('addToCart', { ...mug, quantity: 1 }, cart());
});
document.querySelector('#remove').addEventListener('click', () => {
  change(-1, 'A mug was taken out of your cart.');
  report('removeFromCart', { ...mug, quantity: 1 }, cart());
});

show();
report('productView', mug);
