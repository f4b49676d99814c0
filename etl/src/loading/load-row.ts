import type { EventRow } from '../events/columns.js';
import { copyText } from './copy-text.js';
import { packedText } from './packed-text.js';

/** A column's text, or none. */
type Text = string | null;

/** What models look events up by. */
export interface RowKeys {
  eventName: string;
  clientId: Text;
  sessionId: Text;
  orderId: Text;
  cartId: Text;
  happenedAt: Date | string;
  isBot: boolean;
}

/** An event that is ready to be copied. */
export interface LoadRow {
  eventId: string;
  /** ISO 8601 UTC with milliseconds: later texts are later times. */
  receivedAt: string;
  keys: RowKeys;
  /** The event's columns in COPY's text format; equal bytes are equal events. */
  content: Buffer;
}

/** Makes a mapped event ready to be copied. */
export function loadRow(row: EventRow): LoadRow {
  const { core, identity, commerce, sender } = row;
  return {
    eventId: String(core.event_id),
    receivedAt: String(core.received_at),
    keys: {
      eventName: String(core.event_name),
      clientId: identity.client_id as Text,
      sessionId: identity.session_id as Text,
      orderId: commerce.order_id as Text,
      cartId: commerce.cart_id as Text,
      happenedAt: String(core.event_timestamp),
      isBot: sender.is_bot === true,
    },
    content: packedText(copyText(row)),
  };
}
