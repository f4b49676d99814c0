/** The shop's one currency. */
export const CURRENCY = 'EUR';

/** Prices include value added tax, as European shops must show them to consumers. */
const VAT_PERCENT = 19;

/** The tax that is contained in a gross amount, to the cent. */
export const includedTaxCents = (grossCents: number) => Math.round((grossCents * VAT_PERCENT) / (100 + VAT_PERCENT));

/** What one piece costs now. */
export const unitCents = (product: { priceCents: number; discountCents: number | null }) =>
  product.discountCents ?? product.priceCents;
