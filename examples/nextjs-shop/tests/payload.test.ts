import { describe, expect, it } from 'vitest';
import type { Order } from '../src/data';
import { trackedList, trackedOrder } from '../src/tracking/payload';
import { anAddress } from './helpers/factories';

const glide = {
  id: 'NB-4001',
  slug: 'tapwell-glide',
  name: 'Tapwell Glide',
  brand: 'Tapwell',
  category: 'mice',
  priceCents: 3490,
  discountCents: 2999,
};

describe('what the tracker is told', () => {
  it('gives money in major units and positions from 1', () => {
    expect(trackedList([glide], 'Mice')).toEqual([
      {
        id: 'NB-4001',
        name: 'Tapwell Glide',
        category: 'Mice',
        brand: 'Tapwell',
        price: 34.9,
        discountPrice: 29.99,
        currency: 'EUR',
        urlPath: '/product/tapwell-glide',
        list: 'Mice',
        position: 1,
      },
    ]);
  });

  it('says what an order cost and nothing of who placed it', () => {
    const { id, priceCents, ...rest } = glide;
    const order: Order = {
      id: 'order-1',
      number: 'NB-100201',
      visitorId: 'visitor-1',
      userId: 'user-1',
      address: anAddress(),
      shippingMethod: 'standard',
      paymentMethod: 'card',
      currency: 'EUR',
      subtotalCents: 6980,
      couponCode: null,
      discountCents: 0,
      shippingCents: 490,
      taxCents: 1193,
      totalCents: 7470,
      refundedCents: 0,
      cancelledAt: null,
      placedAt: new Date(0),
      lines: [{ ...rest, productId: id, priceCents, unitCents: 3490, quantity: 2, returnedQuantity: 0 }],
    };

    const tracked = trackedOrder(order);

    expect(tracked).toMatchObject({ id: 'order-1', number: 'NB-100201', total: 74.7, tax: 11.93, shipping: 4.9 });
    expect(tracked.items).toMatchObject([{ id: 'NB-4001', price: 34.9, quantity: 2 }]);
    expect(tracked.items[0]).not.toHaveProperty('discountPrice');
    expect(JSON.stringify(tracked)).not.toMatch(/ada@|Lovelace|visitor-1|user-1/);
  });
});
