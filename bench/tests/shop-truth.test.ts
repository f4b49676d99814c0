import { beforeAll, describe, expect, it } from 'vitest';
import { countBy, type Line, type MadeShop, makeShop } from './helpers/made-shop.js';

// Each sum is counted here once more, from what was written.
let shop: MadeShop;
beforeAll(async () => {
  shop = await makeShop();
});

const KINDS = ['people', 'programs', 'scrapers'];
const kinds = () => KINDS.map((kind) => shop.truth.kinds[kind]);
const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
const sessionsOf = (events: Line[]) => {
  const sessions = new Map<string, Line[]>();
  for (const event of events) {
    if (!event.sessionId) continue;
    sessions.set(event.sessionId, [...(sessions.get(event.sessionId) ?? []), event]);
  }
  return [...sessions.values()];
};
/** The client's clock put right by the time of sending. */
const happenedAt = ({ eventTimestamp, _ingest }: Line) => {
  const offset = Date.parse(_ingest.receivedAt) - Date.parse(_ingest.sentAt);
  const at = Date.parse(eventTimestamp) + (Math.abs(offset) > 30_000 ? offset : 0);
  return at < Date.UTC(2000, 0) ? Date.parse(_ingest.receivedAt) : at;
};

describe('what is said to be true', () => {
  it('counts lines, events and repeats as they were written', () => {
    const { truth, lines, events, refused } = shop;
    expect(events.length).toBe(truth.events);
    expect(lines.length).toBe(truth.lines.events);
    expect(lines.length - events.length).toBe(truth.lines.duplicates);
    expect(refused.length).toBe(truth.lines.rejected);
    expect(events.length).toBeGreaterThan(5900);
    expect(events.length).toBeLessThan(6600);
  });

  it('counts events by name', () => {
    const said: Record<string, number> = { ...shop.truth.server.eventsByName };
    for (const { eventsByName } of kinds())
      for (const [name, n] of Object.entries<number>(eventsByName)) said[name] = (said[name] ?? 0) + n;
    expect(countBy(shop.events, ({ eventName }) => eventName)).toEqual(said);
  });

  it("counts events by day of the shop's zone, over the end of summer time too", () => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' });
    const days = countBy(shop.events, (event) => format.format(happenedAt(event)));
    const said = shop.truth.days.map((_: string, i: number) =>
      sum([...kinds(), shop.truth.server].map(({ eventsByDay }) => eventsByDay[i])),
    );
    expect(shop.truth.days).toContain('2026-10-25');
    expect(shop.truth.days.map((day: string) => days[day] ?? 0)).toEqual(said);
  });

  it('counts visitors, sessions, product views and the funnel', () => {
    const { events } = shop;
    const sessions = sessionsOf(events);
    const funnel = [
      ['product_view'],
      ['add_to_cart_click'],
      ['checkout_start', 'checkout_step'],
      ['checkout_complete'],
    ];
    const reached = (n: number) =>
      sessions.filter((session) =>
        funnel.slice(0, n).every((names) => session.some(({ eventName }) => names.includes(eventName))),
      ).length;
    // visits without a session id are told apart by silence: by the warehouse, not here
    const derived = sum(kinds().map(({ derivedSessions }) => derivedSessions));
    expect(derived).toBeGreaterThan(0);
    expect(new Set(events.map(({ clientId }) => clientId).filter(Boolean)).size).toBe(
      sum(kinds().map((k) => k.visitors)),
    );
    expect(sessions.length).toBe(sum(kinds().map((k) => k.sessions)) - derived);
    for (const n of [1, 2, 3, 4]) {
      const said = sum(kinds().map((k) => k.funnel[n - 1]));
      expect(said - reached(n)).toBeGreaterThanOrEqual(0);
      expect(said - reached(n)).toBeLessThanOrEqual(derived);
    }
    expect(reached(4)).toBeGreaterThan(0);
  });

  it('sums orders, refunds and products to the minor unit', () => {
    const { truth, events } = shop;
    const { byCurrency, byId } = truth.orders;
    const reports = new Map<string, Line>();
    const inOrder = [...events].sort((a, b) => happenedAt(a) - happenedAt(b));
    for (const isTrusted of [true, false])
      for (const event of inOrder)
        if (event.eventName === 'checkout_complete' && !!event._ingest.trusted === isTrusted && event.order)
          if (!reports.has(event.order.id)) reports.set(event.order.id, event);
    expect(reports.size).toBe(truth.orders.count);
    for (const [id, { order }] of reports) {
      const { digits } = byCurrency[byId[id].currency];
      expect(Math.round((order?.total ?? 0) * 10 ** digits)).toBe(byId[id].total);
      expect(sum(order?.items.map(({ quantity }) => quantity) ?? [])).toBe(byId[id].units);
    }
    for (const [id, said] of Object.entries<{ refunded: number; total: number; currency: string }>(byId)) {
      const given = events
        .filter(({ eventName, order }) => eventName === 'refund' && order?.id === id)
        .map(({ order }) =>
          order?.total === undefined ? said.total : Math.round(order.total * 10 ** byCurrency[said.currency].digits),
        );
      expect(sum(given)).toBe(said.refunded);
      expect(said.refunded).toBeLessThanOrEqual(said.total);
    }
  });

  it('counts searches, sign-ins and lost events', () => {
    const { truth, events } = shop;
    const searches = events.filter(({ eventName }) => eventName === 'search');
    expect(searches.length).toBe(sum(truth.searches.map((s: { searches: number }) => s.searches)));
    expect(searches.filter(({ search }) => search?.results === 0).length).toBe(
      sum(truth.searches.map((s: { zeroResults: number }) => s.zeroResults)),
    );
    const pairs = events.filter(({ clientId, userId }) => clientId && userId).map((e) => `${e.clientId} ${e.userId}`);
    expect(new Set(pairs).size).toBe(truth.identities.pairs);
    const lost = sessionsOf(events).map((s) => Math.max(...s.map(({ sequence }) => sequence ?? 0)) + 1 - s.length);
    expect(sum(lost)).toBe(truth.happened.lostEvents);
  });
});
