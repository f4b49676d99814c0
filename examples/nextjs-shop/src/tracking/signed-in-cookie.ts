/** Set by the server when somebody has signed in; the page's tracker reports it once and removes it. */
export const SIGNED_IN_COOKIE = 'shop_signed_in';
