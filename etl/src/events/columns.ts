/**
 * The columns of `clickstream_events` by the part of a row that fills them.
 * Parts are small objects of one shape each: one object of 59 properties put together by spreading made V8 fall back to
 * hash tables, which cost two thirds of a run's time. Whoever makes a part names its columns in this order, in which they are
 * copied.
 */
export const LAYOUT = {
  core: ['event_id', 'event_timestamp', 'event_name', 'received_at', 'clock_suspect', 'site', 'properties'],
  identity: [
    'user_id',
    'user_login_state',
    'identity_source',
    'client_id',
    'session_id',
    'is_first_visit',
    'page_view_id',
    'sequence',
  ],
  page: [
    'page_url',
    'page_host',
    'page_path',
    'page_title',
    'referrer',
    'referrer_host',
    'utm_source',
    'utm_medium',
    'utm_campaign',
    'utm_term',
    'utm_content',
    'click_id',
  ],
  commerce: [
    'context_product_id',
    'context_product_name',
    'context_product_category',
    'context_product_brand',
    'context_product_price',
    'context_product_discount_price',
    'context_product_url_path',
    'currency',
    'quantity',
    'cart_id',
    'cart_total',
    'order_id',
    'order_number',
    'order_total',
    'order_tax',
    'order_shipping',
    'order_coupon',
    'items',
  ],
  activity: ['search_query', 'search_results', 'element', 'engaged_ms', 'scroll_depth'],
  context: ['language', 'timezone', 'viewport', 'screen', 'connection'],
  sender: [
    'user_agent_id',
    'device_type',
    'browser',
    'os',
    'country',
    'is_trusted',
    'user_verified',
    'is_bot',
    'bot_reason',
  ],
} as const;

/** The columns that an event fills. */
export const EVENT_COLUMNS: readonly string[] = Object.values(LAYOUT).flat();

/** Every column, in the order in which rows are copied: the object stands last, so that all before it is the event's. */
export const COLUMNS: readonly string[] = [...EVENT_COLUMNS, 'ingest_object'];

/** A value that COPY can write; an object becomes jsonb. */
export type ColumnValue = string | number | boolean | object | null;

type PartName = keyof typeof LAYOUT;

/** The columns of one part of a row. */
export type Part<P extends PartName> = Record<(typeof LAYOUT)[P][number], ColumnValue>;

/** A row of the fact table. */
export type EventRow = { [P in PartName]: Part<P> };

/** Makes parts of a row that say nothing yet, all of one shape. */
export function emptyPart<P extends PartName>(part: P): () => Part<P> {
  const nothing = Object.fromEntries(LAYOUT[part].map((column) => [column, null])) as Part<P>;
  return () => ({ ...nothing });
}
