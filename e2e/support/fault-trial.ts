import { type BrowserContext, expect, type Page } from '@playwright/test';
import type { FaultyShop } from './faulty-shop.js';
import type { Stack } from './stack.js';

/** Patience with what the tracker does on its own: its longest wait between two tries is a minute. */
const PATIENCE = { timeout: 60_000 };

/** Counts what a page reported against what stands in the warehouse. */
export class FaultTrial {
  #reported = 0;

  constructor(
    private readonly name: string,
    private readonly shop: FaultyShop,
    private readonly stack: Stack,
  ) {}

  async open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(this.shop.url);
    await page.waitForFunction('window.footfall && window.footfall.track');
    return page;
  }

  /** Reports so many events in one task. Those that nobody may keep bear another marker. */
  async report(page: Page, count: number, { isKept = true } = {}): Promise<void> {
    const first = this.#reported;
    if (isKept) this.#reported += count;
    await page.evaluate(`for (let i = 0; i < ${count}; i++) footfall.track('add_to_cart_click', {
      product: { id: 'p-1', price: 9.5, currency: 'EUR' },
      properties: { trial: '${this.name}', marker: ${isKept} ? ${first} + i : -1 } })`);
  }

  /** The collector has everything, and the device nothing any more. */
  async delivered(page: Page): Promise<void> {
    await expect
      .poll(async () => {
        await page.evaluate('footfall.flush()');
        return page.evaluate(waitingEvents);
      }, PATIENCE)
      .toBe(0);
  }

  /** What the warehouse has, after the ETL. */
  async counts() {
    const { duplicate } = await this.stack.etl();
    const [row] = await this.stack.query<{ rows: number; markers: number; bots: number; unwanted: number }>(
      `select
         count(*)::int as rows,
         count(distinct properties ->> 'marker')::int as markers,
         count(*) filter (where is_bot)::int as bots,
         count(*) filter (where properties ->> 'marker' = '-1')::int as unwanted
       from clickstream_events
       where properties ->> 'trial' = $1`,
      [this.name],
    );
    const { rows = 0, markers = 0, bots = 0, unwanted = 0 } = row ?? {};
    const counts = { lost: this.#reported - markers, twice: rows - markers, bots, unwanted };
    console.log(`${this.name}: ${this.#reported} reported, ${duplicate} came again, ${JSON.stringify(counts)}`);
    return counts;
  }
}

/** For use in the page: how many events wait on the device. */
function waitingEvents(): number {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith('footfall.q.')).length;
  } catch {
    return 0;
  }
}
