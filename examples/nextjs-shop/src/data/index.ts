export * from './address';
export {
  addToCart,
  type Cart,
  type CartLine,
  findCart,
  saveAddress,
  saveShippingMethod,
  setCartQuantity,
} from './carts';
export { openPool } from './database';
export { MAX_QUANTITY } from './limits';
export { endLoginSession, findSessionUser, SESSION_DAYS, startLoginSession } from './login-sessions';
export { CURRENCY, includedTaxCents, unitCents } from './money';
export { findOrder, type Order, type OrderLine } from './orders';
export { type PlacedOrder, placeOrder } from './place-order';
export {
  findProduct,
  listBrands,
  listProducts,
  listRelated,
  type Product,
  type ProductFilter,
  SORT_ORDERS,
  type SortOrder,
  searchProducts,
} from './products';
export { setUpDatabase } from './setup';
export { findShippingMethod, SHIPPING_METHODS, type ShippingMethod, shippingCents } from './shipping';
export { authenticate, registerUser, type User } from './users';
