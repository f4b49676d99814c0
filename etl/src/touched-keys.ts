import type pg from 'pg';
import { storable } from './copy-text.js';
import type { RowKeys } from './load-row.js';

/** What models must rebuild after loading; the kinds are those of `etl_touched`. */
export class TouchedKeys {
  readonly #keys = { session: new Set<string>(), client: new Set<string>(), order: new Set<string>() };

  /** Notes what an event that came, changed or went belongs to. */
  add({ eventName, clientId, sessionId, orderId }: RowKeys): void {
    if (sessionId !== null) this.#keys.session.add(sessionId);
    else if (clientId !== null) this.#keys.client.add(clientId);
    if (orderId !== null && (eventName === 'checkout_complete' || eventName === 'refund'))
      this.#keys.order.add(orderId);
  }

  /** Writes the notes, in the transaction that loads the events. */
  async write(client: pg.Client): Promise<void> {
    for (const [kind, keys] of Object.entries(this.#keys)) {
      if (keys.size === 0) continue;
      await client.query('insert into etl_touched (kind, key) select $1, key from unnest($2::text[]) as t (key)', [
        kind,
        Array.from(keys, storable),
      ]);
      keys.clear();
    }
  }
}
