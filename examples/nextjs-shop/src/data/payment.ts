/** Stand-ins: no money moves, and no card number is ever asked for. */
export const PAYMENT_METHODS = [
  { id: 'card', name: 'Demo card', hint: 'Always accepted. No card number is asked for.' },
  { id: 'invoice', name: 'Invoice', hint: 'Pay within 14 days of delivery.' },
  { id: 'card-declined', name: 'Demo card that is declined', hint: 'Shows what happens when a bank says no.' },
] as const;

export type PaymentMethod = (typeof PAYMENT_METHODS)[number]['id'];

export const isPaymentMethod = (value: string): value is PaymentMethod =>
  PAYMENT_METHODS.some((method) => method.id === value);

export const paymentName = (id: string) => PAYMENT_METHODS.find((method) => method.id === id)?.name ?? id;
