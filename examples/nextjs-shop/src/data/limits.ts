/** Most pieces of one product in a cart; the table's constraint says the same. */
export const MAX_QUANTITY = 10;
