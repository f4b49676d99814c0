import { expect, vi } from 'vitest';
import type { Site, WireEvent } from './site.js';

/** Polls until the check holds. Generous, but shorter than a test may take, so that what is missing is said. */
export const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 45_000, interval: 25 });

const markerOf = ({ properties }: WireEvent) => (properties as { marker?: string } | undefined)?.marker;

/** What a trial needs of a page, whichever library drives the browser. */
export interface TrialPage {
  on(event: 'pageerror', listener: (error: unknown) => void): unknown;
  goto(url: string): Promise<unknown>;
  waitForFunction(script: string): Promise<unknown>;
  evaluate(script: string): Promise<unknown>;
  evaluate<T>(job: () => T): Promise<T>;
}

/** For use before a page's own scripts: storage that the browser denies. */
export function denyStorage(): void {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
    Object.defineProperty(window, name, {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  }
}

/** The same for storage that the shop has filled. */
export function fillStorage(): void {
  let chunk = 'x'.repeat(1024 * 1024);
  for (let i = 0; chunk.length > 0; i++) {
    try {
      localStorage.setItem(`shop-${i}`, chunk);
    } catch {
      chunk = chunk.slice(chunk.length >> 1 || 1);
    }
  }
}

/** For use in the page: how many events wait on the device. */
export const waitingEvents = () => Object.keys(localStorage).filter((key) => key.startsWith('footfall.q.')).length;

/** What a trial counts, seen from outside: markers that the page reported against those that came over the wire. */
export class Trial {
  readonly expected = new Set<string>();
  readonly errors: string[] = [];
  private next = 0;

  constructor(
    readonly name: string,
    readonly site: Site,
  ) {}

  /** Opens a page with the tracker on it and waits until it can be called. */
  async open<Page extends TrialPage>(context: { newPage(): Promise<Page> }, path = '/'): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => this.errors.push(String(error)));
    await page.goto(this.site.origin + path);
    // The trials' definition: what is reported comes half a second after the load, or later.
    await page.waitForFunction('window.footfall && window.footfall.track && performance.now() > 500');
    return page;
  }

  /** Markers for so many events. */
  markers(count: number): string[] {
    const markers = Array.from({ length: count }, () => `${this.name}-${this.next++}`);
    for (const marker of markers) this.expected.add(marker);
    return markers;
  }

  /** Reports add-to-cart events in one go, with so many bytes of properties, then runs the rest of the script. */
  async burst(page: TrialPage, count: number, { bytes = 0, after = '' }: { bytes?: number; after?: string } = {}) {
    const script = `for (const marker of ${JSON.stringify(this.markers(count))})
      footfall.track('add_to_cart_click', { product: { id: 'p-1', price: 9.5, currency: 'EUR' },
        properties: { marker, filler: 'x'.repeat(${bytes}) } }); ${after}`;
    await page.evaluate(script);
  }

  arrived(): string[] {
    return this.site.events().flatMap((event) => markerOf(event) ?? []);
  }

  lost(): string[] {
    const arrived = new Set(this.arrived());
    return [...this.expected].filter((marker) => !arrived.has(marker));
  }

  /** Waits until everything has arrived. */
  allArrived = () => until(() => expect(this.lost()).toEqual([]));

  /** Waits until the page has taken everything off the device, as a shopper does who looks at it for a moment. */
  async settled(page: TrialPage): Promise<void> {
    await this.allArrived();
    await until(async () => expect(await page.evaluate(waitingEvents)).toBe(0));
  }

  /** Prints and returns the counts. `twice` counts deliveries beyond the first, `twiceById` what a warehouse would keep. */
  result() {
    const arrived = this.arrived();
    const ids = new Map<string, Set<string>>();
    for (const event of this.site.events()) {
      const marker = markerOf(event);
      if (marker) ids.set(marker, (ids.get(marker) ?? new Set()).add(event.eventId ?? ''));
    }
    const counts = {
      events: this.expected.size,
      lost: this.lost().length,
      sentTwice: arrived.length - new Set(arrived).size,
      storedTwice: [...ids.values()].filter((set) => set.size > 1).length,
      exceptions: this.errors.length,
      requests: this.site.received.length,
    };
    console.log(`trial ${this.name}: ${JSON.stringify(counts)}`);
    return counts;
  }
}

/** The bounds of every trial whose answers are not lost: nothing lost, nothing stored twice, 5 % sent twice. */
export function expectSound({ lost, storedTwice, exceptions, sentTwice, events }: ReturnType<Trial['result']>) {
  expect({ lost, storedTwice, exceptions }).toEqual({ lost: 0, storedTwice: 0, exceptions: 0 });
  expect(sentTwice).toBeLessThanOrEqual(events * 0.05);
}
