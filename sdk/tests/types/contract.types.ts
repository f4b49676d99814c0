// Compiled by `npm run typecheck`, never run: it does not compile when the types say something else than they should.
import type * as contract from '@footfall/contract';
import { createTracker, type FootfallEvent, type Order, type Product } from '../../src/index.js';

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;

// The package's own types are the contract's.
holds<Equal<Product, contract.Product>>();
holds<Equal<Order, contract.Order>>();
holds<Equal<FootfallEvent, contract.FootfallEvent>>();

// Without a map any name and properties go.
const plain = createTracker({ endpoint: '/clickstream' });
plain.track('anything', { properties: { a: 1 } });
plain.track('anything');
plain.addToCart({ id: 'p-1', price: 9.5, currency: 'EUR' });
// @ts-expect-error a price is a number
plain.addToCart({ id: 'p-1', price: '9.50' });
// @ts-expect-error the endpoint is required
createTracker({});

// With a map the shop's names and properties are checked; the catalogue's stay.
const typed = createTracker<{ coupon_opened: { code: string } }>({ endpoint: '/clickstream' });
typed.track('coupon_opened', { properties: { code: 'X5' } });
typed.track('product_view', { product: { id: 'p-1' } });
// @ts-expect-error the code is text
typed.track('coupon_opened', { properties: { code: 5 } });
// @ts-expect-error the code must be said
typed.track('coupon_opened');
// @ts-expect-error a name with a typing error
typed.track('cupon_opened', { properties: { code: 'X5' } });
