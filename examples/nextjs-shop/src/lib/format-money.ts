const EUROS = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** Cents as shoppers read them: €1,299.00. */
export const formatMoney = (cents: number) => EUROS.format(cents / 100);
