import { setTimeout as wait } from 'node:timers/promises';
import { PRODUCT } from './lab.mjs';

/** Milliseconds without a request after which nothing more is to be expected. Longer than any tracker's batch interval. */
const QUIET_MS = 6000;
/** Milliseconds for which a visit waits for what is still missing. */
const PATIENCE_MS = 12_000;

/** Milliseconds in which what a closed page sends has come. */
const CLOSING_MS = 1000;

/** One trial of one tracker in a browser profile of its own, counted from outside: markers tracked against markers arrived. */
export class Trial {
  expected = new Set();
  exceptions = 0;
  /** Had not arrived when the page that was to stay had stayed its time. */
  late = 0;

  constructor(site, context) {
    this.site = site;
    this.context = context;
  }

  /** Opens a page and lets its tracker start: what is tracked comes half a second after the load, or later. */
  async open(path = '/') {
    const page = await this.context.newPage();
    page.on('pageerror', () => this.exceptions++);
    await page.goto(this.site.origin + path);
    await page.waitForFunction('window.track && performance.now() > 500');
    return page;
  }

  /** Tracks so many events in one task, with so many bytes more each, then runs the rest of the script. */
  async burst(page, count, { bytes = 0, after = '' } = {}) {
    const markers = Array.from(
      { length: count },
      () => `m${this.expected.size}-${Math.random().toString(36).slice(2)}`,
    );
    for (const marker of markers) this.expected.add(marker);
    await page.evaluate(`for (const marker of ${JSON.stringify(markers)})
      track({ ...${JSON.stringify(PRODUCT)}, marker, filler: 'x'.repeat(${bytes}) }); ${after}`);
  }

  async offline(job) {
    await this.context.setOffline(true);
    await job();
    await this.context.setOffline(false);
  }

  missing() {
    const arrived = new Set(this.site.arrived);
    return [...this.expected].filter((marker) => !arrived.has(marker)).length;
  }

  /** Looks on until everything is there and nothing more comes, or patience ends. */
  async settle(patienceMs = PATIENCE_MS) {
    const start = Date.now();
    for (;;) {
      await wait(100);
      const quietMs = Date.now() - Math.max(start, this.site.lastRequestAt);
      if (this.missing() ? Date.now() - start > patienceMs : quietMs > QUIET_MS) return;
    }
  }

  /** The page stays open; what has not come by then is late. */
  async stay(patienceMs) {
    await this.settle(patienceMs);
    this.late = this.missing();
  }

  /** Closes every tab, and comes back once more. */
  async laterVisit(patienceMs = PATIENCE_MS) {
    for (const page of this.context.pages().slice(1)) await closeTab(page);
    const page = await this.open();
    await this.settle(patienceMs);
    await closeTab(page);
    await wait(CLOSING_MS);
  }

  counts() {
    const { expected, exceptions, late, site } = this;
    const twice = new Set(site.arrived.filter((marker, i) => site.arrived.indexOf(marker) !== i)).size;
    return { events: expected.size, late, lost: this.missing(), twice, exceptions, requests: site.requests };
  }
}

/** Closes a tab as a shopper does, so that the page hears of it. */
export async function closeTab(page) {
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
}
