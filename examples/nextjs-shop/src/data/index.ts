export { type Account, authenticate, findAccount, registerAccount } from './accounts';
export * from './address';
export { adoptVisitor, claimCart } from './adopt';
export {
  addToCart,
  type Cart,
  type CartLine,
  findCart,
  saveAddress,
  saveShippingMethod,
  setCartQuantity,
} from './carts';
export { type Coupon, couponCents, setCoupon } from './coupons';
export { openPool } from './database';
export { MAX_QUANTITY } from './limits';
export { endLoginSession, findSessionUser, SESSION_DAYS, startLoginSession } from './login-sessions';
export { CURRENCY, includedTaxCents, unitCents } from './money';
export { findOrder, listOrders, type Order, type OrderLine } from './orders';
export { type OrderRequest, type PlacedOrder, placeOrder } from './place-order';
export {
  findProduct,
  listBrands,
  listProducts,
  listRelated,
  listVariants,
  type Product,
  type ProductFilter,
  SORT_ORDERS,
  type SortOrder,
  type Suggestion,
  searchProducts,
  suggestProducts,
} from './products';
export {
  CANCEL_HOURS,
  cancelOrder,
  isCancellable,
  isReturnable,
  RETURN_DAYS,
  type Refund,
  returnItems,
} from './refunds';
export { deliverReports, type Report, type ReportedShopper } from './reports';
export { setUpDatabase } from './setup';
export { findShippingMethod, SHIPPING_METHODS, type ShippingMethod, shippingCents } from './shipping';
export { findOrAddUser, type Identity, type User } from './users';
export { isWished, listWishlist, toggleWish } from './wishlist';
