import { checkEvent } from '@footfall/contract/validate';
import { beforeAll, describe, expect, it } from 'vitest';
import { REFUSED } from '../lib/shop/refused.mjs';
import { countBy, type Line, type MadeShop, makeShop } from './helpers/made-shop.js';

let shop: MadeShop;
beforeAll(async () => {
  shop = await makeShop();
});

const withoutIngest = ({ _ingest, ...event }: Line) => event;
const offsetOf = ({ _ingest }: Line) => Math.abs(Date.parse(_ingest.receivedAt) - Date.parse(_ingest.sentAt));

describe('a made-up shop', () => {
  it('writes events that keep the contract, and refused ones with the reason that the contract gives', () => {
    for (const line of shop.events) expect(checkEvent(withoutIngest(line)).reason).toBeUndefined();
    for (const { event, reason } of REFUSED) expect(checkEvent(event).reason).toBe(reason);
    for (const { event, reason } of shop.refused) expect(checkEvent(event).reason).toBe(reason);
    expect(countBy(shop.refused, ({ reason }) => reason)).toEqual(shop.truth.refused);
  });

  it('repeats batches word for word, up to three times', () => {
    const copies = new Map<string, string[]>();
    for (const line of shop.lines)
      copies.set(line.eventId, [...(copies.get(line.eventId) ?? []), JSON.stringify(withoutIngest(line))]);
    const counts = new Set([...copies.values()].map((texts) => texts.length));
    expect(counts).toEqual(new Set([1, 2, 3]));
    for (const texts of copies.values()) expect(new Set(texts).size).toBe(1);
  });

  it('has events that come late, clocks that are wrong, and times that mean nothing', () => {
    const late = shop.events.filter(
      (line) =>
        offsetOf(line) < 30_000 && Date.parse(line._ingest.receivedAt) - Date.parse(line.eventTimestamp) > 3_600_000,
    );
    expect(late.length).toBeGreaterThan(0);
    expect(shop.events.some((line) => offsetOf(line) > 30_000)).toBe(true);
    const impossible = shop.events.filter(({ eventTimestamp }) => eventTimestamp.startsWith('1970'));
    expect(impossible.length).toBe(shop.truth.happened.suspectEvents);
    expect(impossible.length).toBeGreaterThan(0);
  });

  it('has bots that say so, and scrapers whose agent is a browser', () => {
    const { programs, scrapers } = shop.truth.kinds;
    const said = shop.events.filter(({ _ingest }) => /bot|headless/i.test(_ingest.userAgent));
    expect(said.length).toBe(programs.events);
    expect(programs.events).toBeGreaterThan(0);
    expect(scrapers.sessions).toBeGreaterThan(0);
    expect(scrapers.events / scrapers.sessions).toBeGreaterThan(100);
  });

  it('sells in currencies with none, two and three digits behind the point', () => {
    const prices = shop.events.flatMap(({ product }) => (product ? [product] : []));
    const digits = (n: number) => String(n).split('.')[1]?.length ?? 0;
    const most = (currency: string) =>
      Math.max(...prices.filter((p) => p.currency === currency).map((p) => digits(p.price)));
    expect([most('JPY'), most('EUR'), most('KWD')]).toEqual([0, 2, 3]);
  });

  it('has people with two devices, devices with two people, carts of several visits, and pages in several tabs', async () => {
    const { truth } = await makeShop([
      '--events',
      '30000',
      '--days',
      '30',
      '--end',
      '2026-11-02T00:00:00Z',
      '--objects-per-hour',
      '1',
    ]);
    expect(truth.identities.sharedClients).toBeGreaterThan(0);
    expect(truth.identities.usersWithSeveralClients).toBeGreaterThan(0);
    expect(truth.happened.visitsWithTabs).toBeGreaterThan(0);
    expect(truth.happened.soldOutViews).toBeGreaterThan(0);
    expect(truth.happened.ordersReportedAgain).toBeGreaterThan(0);
    const carts = Object.values<{ visits: number; state: string; longestGapMs: number }>(truth.carts.byId);
    const isRecovered = ({ longestGapMs }: { longestGapMs: number }) =>
      longestGapMs >= truth.carts.rule.abandonedAfterMs;
    const states = new Set(carts.map(({ state }) => state));
    expect(carts.some(({ visits }) => visits > 1)).toBe(true);
    expect(carts.some((cart) => cart.state === 'purchased' && isRecovered(cart))).toBe(true);
    for (const state of ['purchased', 'empty', 'abandoned', 'open']) expect(states).toContain(state);
  });

  it('loses nothing where nothing may be lost', async () => {
    const { truth, lines, events } = await makeShop([
      '--events',
      '3000',
      '--days',
      '5',
      '--lost',
      '0',
      '--repeat',
      '0',
    ]);
    expect(truth.happened.lostEvents).toBe(0);
    expect(lines.length).toBe(events.length);
  });
});
