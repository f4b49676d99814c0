// A shop's data layer as its agency wrote it for Google Analytics 4. Footfall changes nothing here.
const item = {
  item_id: 'NB-4001',
  item_name: 'Tapwell Glide',
  item_category: 'Mice',
  item_brand: 'Tapwell',
  price: 34.9,
  quantity: 1,
};

function push(event, ecommerce) {
  window.dataLayer.push({ ecommerce: null });
  window.dataLayer.push({ event, ecommerce });
  document.querySelector('#status').textContent = event;
}

const goods = { currency: 'EUR', value: 34.9, items: [item] };
const { quantity: _, ...viewed } = item;

push('view_item', { ...goods, items: [viewed] });
document.querySelector('#ga4-add').addEventListener('click', () => push('add_to_cart', goods));
document.querySelector('#ga4-cart').addEventListener('click', () => push('view_cart', goods));
document.querySelector('#ga4-checkout').addEventListener('click', () => push('begin_checkout', goods));
document.querySelector('#ga4-buy').addEventListener('click', () => {
  const transaction = { transaction_id: crypto.randomUUID(), value: 39.8, tax: 6.35, shipping: 4.9 };
  push('purchase', { ...goods, ...transaction });
});
