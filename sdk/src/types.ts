// The event as the shop's code writes it. `@footfall/contract` derives the same types from its JSON Schema by means of
// a schema library; they are written out here so that the package's declarations stand alone and read well in an
// editor. `tests/types/contract.types.ts` does not compile when the two differ.

/** A product, or a line of a cart or an order. Money in major units of `currency`. */
export interface Product {
  id?: string | null;
  name?: string | null;
  category?: string | null;
  brand?: string | null;
  price?: number | null;
  discountPrice?: number | null;
  /** ISO 4217 code, as `EUR`. */
  currency?: string | null;
  quantity?: number | null;
  urlPath?: string | null;
  /** Place in the list that led to the product, from 0 or 1 as the shop counts. */
  position?: number | null;
  /** The list, shelf or search that led to the product. */
  list?: string | null;
}

/** A cart as it is after the event; money in major units. */
export interface Cart {
  id?: string | null;
  currency?: string | null;
  total?: number | null;
  items?: Product[] | null;
}

/** An order; money in major units. */
export interface Order {
  id?: string | null;
  number?: string | null;
  currency?: string | null;
  total?: number | null;
  tax?: number | null;
  shipping?: number | null;
  coupon?: string | null;
  items?: Product[] | null;
}

/** A search in the shop and how much it found. */
export interface Search {
  query?: string | null;
  results?: number | null;
}

/** The element that was clicked. */
export interface ClickedElement {
  tag?: string | null;
  id?: string | null;
  role?: string | null;
  /** Never the text of an input. */
  text?: string | null;
  dataset?: Record<string, unknown> | null;
}

/** What a shop may say about an event. */
export interface EventFields {
  product?: Product | null;
  products?: Product[] | null;
  cart?: Cart | null;
  order?: Order | null;
  search?: Search | null;
  element?: ClickedElement | null;
  /** Engaged time in milliseconds and scroll depth in percent. */
  page?: { engagedMs?: number | null; scrollDepth?: number | null } | null;
  vitals?: { name?: string | null; value?: number | null; rating?: string | null } | null;
  /** The shop's own fields, at most 8 KiB. */
  properties?: Record<string, unknown> | null;
  pageUrl?: string | null;
  pageTitle?: string | null;
  referrer?: string | null;
}

/** An event as it goes over the wire. */
export interface FootfallEvent extends EventFields {
  eventId?: string | null;
  eventName: string;
  eventTimestamp?: string | null;
  clientId?: string | null;
  sessionId?: string | null;
  pageViewId?: string | null;
  sequence?: number | null;
  isFirstVisit?: boolean | null;
  site?: string | null;
  userId?: string | null;
  userLoginState?: string | null;
  identitySource?: string | null;
  context?: {
    language?: string | null;
    timezone?: string | null;
    viewport?: string | null;
    screen?: string | null;
    connection?: string | null;
  } | null;
}
