import { gzipSync } from 'node:zlib';
import type { Lake } from '@footfall/lake';
import { lakeLine } from './events.js';

/** Numbers from 0 to before 1, the same for the same seed (mulberry32, public domain). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Some things in another order. */
export function shuffled<T>(things: readonly T[], random: () => number): T[] {
  return things
    .map((thing) => ({ thing, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ thing }) => thing);
}

const START_MS = Date.UTC(2026, 10, 22, 10);
const at = (minutes: number) => new Date(START_MS + minutes * 60_000).toISOString();

/**
 * Lines of a few shoppers over two days: visits with and without a session id, orders that are reported again and differ, refunds,
 * ties of time, ids that were made up to equal others', events that are sent again with other contents or without an id, and lines
 * that are refused.
 */
export function randomLines(random: () => number, count: number): unknown[] {
  const pick = <T>(...from: T[]): T => from[Math.floor(random() * from.length)] as T;
  const lines: unknown[] = [];
  while (lines.length < count) {
    const client = `client-${Math.floor(random() * 6)}`;
    // Whole quarters of an hour, so that many events happen at the same time.
    const minutes = Math.floor(random() * 4 * 40) * 15;
    const session = pick(
      undefined,
      undefined,
      `${client}-${Math.floor(minutes / 240)}`,
      `${client}@20261122T100000000`,
    );
    const order = `order-${Math.floor(random() * 8)}`;
    const name = pick(
      'page_view',
      'page_view',
      'product_view',
      'add_to_cart_click',
      'search',
      'checkout_complete',
      'refund',
    );
    const isOrder = name === 'checkout_complete' || name === 'refund';
    const event = {
      eventId: pick('given', 'given', 'given', 'none') === 'given' ? uuid(random) : undefined,
      eventName: name,
      eventTimestamp: at(minutes),
      clientId: pick(client, client, undefined),
      sessionId: session,
      userId: pick(undefined, 'user-1', 'user-2'),
      sequence: pick(undefined, 1, 2),
      pageUrl: pick('https://shop.example/', 'https://shop.example/a?utm_source=news', undefined),
      ...(name === 'search' && { search: { query: pick('shoe', 'hat'), results: 3 } }),
      ...(isOrder && {
        order: {
          id: order,
          total: pick(10.5, 10.5, 20, undefined),
          currency: pick('EUR', 'EUR', 'USD'),
          items: [{ id: 'p1', price: 5.25, quantity: 2 }],
        },
      }),
    };
    const receivedAt = at(minutes + Math.floor(random() * 3) * 60);
    lines.push(lakeLine(event, { receivedAt, sentAt: receivedAt }));
    if (event.eventId && random() < 0.15) {
      // The same event again, and it says something else; received before, at the same time or after.
      const again = at(minutes + Math.floor(random() * 3) * 60);
      const other = { ...event, pageTitle: pick('one', 'another'), sessionId: pick(session, `${client}-other`) };
      lines.push(lakeLine(other, { receivedAt: again, sentAt: again }));
    }
    if (random() < 0.2) lines.push(lines[Math.floor(random() * lines.length)]); // sent again
    if (random() < 0.05) lines.push(pick('not json', '{"noName":1}'));
  }
  return lines;
}

function uuid(random: () => number): string {
  const hex = Array.from({ length: 30 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}

/** Puts lines in pieces of a random size, below random hours. @returns their keys */
export async function putPieces(lake: Lake, lines: readonly unknown[], random: () => number): Promise<string[]> {
  const keys: string[] = [];
  for (let i = 0; i < lines.length; ) {
    const size = 1 + Math.floor(random() * 40);
    const texts = lines.slice(i, i + size).map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    i += size;
    const key = `events/2026/11/22/${10 + Math.floor(random() * 3)}/piece-${uuid(random)}.ndjson.gz`;
    await lake.put(key, gzipSync(`${texts.join('\n')}\n`));
    keys.push(key);
  }
  return keys;
}
