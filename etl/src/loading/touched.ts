import type pg from 'pg';
import { storable } from './copy-text.js';
import type { RowKeys } from './load-row.js';

/** Why figures change, as the ledger of restatements names it; null for what the transaction says of itself. */
export type Reason = 'retry' | null;

/** Zones are a multiple of it from UTC, so that its events are of one day everywhere. */
const QUARTER_HOUR_MS = 900_000;

const KINDS = ['session', 'client', 'order', 'cart', 'hour'] as const;

/** The UTC hour of an ISO time, in a form that PostgreSQL reads, too. Times are many, and hours few: the text is cut, not read. */
function hourOf(happenedAt: Date | string): string {
  const iso = typeof happenedAt === 'string' ? happenedAt : happenedAt.toISOString();
  return `${iso.slice(0, 13)}:00Z`;
}

/** What one reason has touched. */
class Touches {
  /** By the kinds of `etl_touched`. */
  readonly keys = {
    session: new Set<string>(),
    client: new Set<string>(),
    order: new Set<string>(),
    cart: new Set<string>(),
    hour: new Set<string>(),
  };
  /** Events that came to reported days, less those that went, by quarter of an hour. */
  readonly events = new Map<number, number>();
}

/** What a transaction changes: models that must be built anew, and days whose figures somebody may have read. */
export class Touched {
  readonly #reportedUntilMs: number;
  readonly #byReason = new Map<Reason, Touches>();
  readonly #eventNames = new Set<string>();

  private constructor(reportedUntilMs: number) {
    this.#reportedUntilMs = reportedUntilMs;
  }

  /** At the transaction's beginning. */
  static async begin(client: pg.Client): Promise<Touched> {
    const { rows } = await client.query<{ until: Date | null }>('select reported_until() as until');
    return new Touched(rows[0]?.until?.getTime() ?? Number.NEGATIVE_INFINITY);
  }

  /** Notes what an event belongs to that was added. */
  came(event: RowKeys, reason: Reason = null): void {
    this.#note(event, reason, 1);
  }

  /** Notes what an event belonged to that was taken away, or is another now. */
  went(event: RowKeys): void {
    this.#note(event, null, -1);
  }

  #note(
    { eventName, clientId, sessionId, orderId, cartId, happenedAt, isBot }: RowKeys,
    reason: Reason,
    count: number,
  ): void {
    const { keys, events } = this.#touches(reason);
    this.#eventNames.add(eventName);
    if (sessionId !== null) keys.session.add(sessionId);
    else if (clientId !== null) keys.client.add(clientId);
    if (orderId !== null && (eventName === 'checkout_complete' || eventName === 'refund')) keys.order.add(orderId);
    if (cartId !== null) keys.cart.add(cartId);
    keys.hour.add(hourOf(happenedAt));
    if (isBot || this.#reportedUntilMs === Number.NEGATIVE_INFINITY) return;
    const ms = new Date(happenedAt).getTime();
    if (ms >= this.#reportedUntilMs) return;
    const quarter = Math.floor(ms / QUARTER_HOUR_MS);
    events.set(quarter, (events.get(quarter) ?? 0) + count);
  }

  #touches(reason: Reason): Touches {
    const known = this.#byReason.get(reason);
    if (known) return known;
    const touches = new Touches();
    this.#byReason.set(reason, touches);
    return touches;
  }

  /** Writes the notes, in the same transaction. */
  async write(client: pg.Client): Promise<void> {
    for (const [reason, { keys, events }] of this.#byReason) {
      for (const kind of KINDS)
        if (keys[kind].size > 0)
          await client.query(
            `insert into etl_touched (kind, key, reason)
             select $1, key, coalesce($3, restatement_reason()) from unnest($2::text[]) as t (key)`,
            [kind, Array.from(keys[kind], storable), reason],
          );
      if (events.size > 0)
        await client.query(
          `insert into etl_day_changes (day, reason, events)
           select shop_day(to_timestamp(q.quarter * ${QUARTER_HOUR_MS / 1000})), coalesce($3, restatement_reason()), sum(q.events)
           from unnest($1::bigint[], $2::bigint[]) as q (quarter, events)
           group by 1`,
          [[...events.keys()], [...events.values()], reason],
        );
    }
    this.#byReason.clear();
    await this.#writeEventNames(client);
  }

  /** Gives names that were never seen before their letters. */
  async #writeEventNames(client: pg.Client): Promise<void> {
    if (this.#eventNames.size > 0)
      await client.query(
        `insert into event_letters (event_name, letter)
         select distinct n.name, event_letter(n.name) from unnest($1::text[]) as n (name)
         where not exists (select from event_letters as l where l.event_name = n.name)`,
        [Array.from(this.#eventNames, storable)],
      );
    this.#eventNames.clear();
  }
}
