import { type Cart, findShippingMethod } from '../../data';

export const STEPS = ['address', 'shipping', 'payment'] as const;
export type Step = (typeof STEPS)[number];

/** The step that the address asks for, or the first one before it that is not done yet. */
export function reachableStep(wanted: string | string[] | undefined, cart: Cart): Step {
  if (wanted !== 'shipping' && wanted !== 'payment') return 'address';
  if (!cart.address) return 'address';
  return wanted === 'payment' && findShippingMethod(cart.shippingMethod) ? 'payment' : 'shipping';
}
