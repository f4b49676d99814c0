export interface ShippingMethod {
  id: string;
  name: string;
  promise: string;
  cents: number;
  /** Subtotal from which it costs nothing; undefined for never. */
  freeFromCents?: number;
}

export const SHIPPING_METHODS: readonly ShippingMethod[] = [
  { id: 'standard', name: 'Standard', promise: '2–4 working days', cents: 490, freeFromCents: 100_00 },
  { id: 'express', name: 'Express', promise: 'Next working day', cents: 1290 },
  { id: 'pickup', name: 'Pick-up point', promise: '2–3 working days', cents: 290, freeFromCents: 50_00 },
];

export const findShippingMethod = (id: string | null) => SHIPPING_METHODS.find((method) => method.id === id);

export function shippingCents(method: ShippingMethod, subtotalCents: number): number {
  const isFree = method.freeFromCents !== undefined && subtotalCents >= method.freeFromCents;
  return isFree ? 0 : method.cents;
}
