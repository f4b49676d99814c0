import { expect, type Locator, type Page } from '@playwright/test';
import { settle } from './dashboards-page.js';

declare global {
  interface Window {
    hasRun?: unknown;
  }
}

/** Nothing that a shopper sent has run or become an element that could; nothing went wrong either. */
export async function expectOnlyText(page: Page, where: string): Promise<void> {
  await page.locator('.tab-pane.active details').evaluateAll((all) => {
    for (const details of all) details.setAttribute('open', '');
  });
  expect(await page.locator('.shiny-output-error:visible').allTextContents(), where).toEqual([]);
  const made = await page.evaluate(() => ({
    hasRun: window.hasRun,
    elements: document.querySelectorAll('[onerror], [onload], [ontoggle], iframe, a[href^="javascript:"]').length,
  }));
  expect(made, where).toEqual({ hasRun: undefined, elements: 0 });
}

/** Sets each picker of the open page to each of its options, and looks at what that shows. */
export async function throughPickers(page: Page, look: (choice: string) => Promise<void>): Promise<void> {
  const selects = page.locator('.tab-pane.active .ff-controls select');
  // by place: a choice may bring another picker, as that of a currency
  for (let at = 0; at < (await selects.count()); at++) {
    const select = selects.nth(at);
    const options = await select
      .locator('option')
      .evaluateAll((all) => (all as HTMLOptionElement[]).map((o) => o.value));
    const id = await select.getAttribute('id');
    for (const option of options) {
      await select.selectOption(option);
      await settle(page);
      await look(`${id} ${option}`);
    }
  }
  for (const radio of await page.locator('.tab-pane.active .ff-controls input[type=radio]').all()) {
    await radio.check();
    await settle(page);
    await look(`${await radio.getAttribute('name')} ${await radio.inputValue()}`);
  }
}

/** Moves the mouse over the points, bars and fields of all charts of the open page. @returns what the labels said */
export async function hoverCharts(page: Page): Promise<string[]> {
  const said: string[] = [];
  for (const chart of await page.locator('.tab-pane.active .js-plotly-plot:visible').all()) {
    await chart.scrollIntoViewIfNeeded();
    for (const { x, y } of await pointsOf(chart)) {
      await page.mouse.move(x, y);
      // plotly waits a moment before it says more
      await page.waitForTimeout(60);
      said.push(...(await chart.locator('.hoverlayer').allTextContents()).filter((text) => text !== ''));
    }
  }
  await page.mouse.move(0, 0);
  return said;
}

/** The middles of a chart's bars, else some places across it. */
function pointsOf(chart: Locator): Promise<{ x: number; y: number }[]> {
  return chart.evaluate((plot) => {
    const middle = (element: Element, share = 0.5) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left + width * share, y: top + height / 2 };
    };
    const bars = [...plot.querySelectorAll('.bars .point path')].map((bar) => middle(bar));
    if (bars.length > 0) return bars;
    const area = plot.querySelector('.nsewdrag');
    return area ? [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => middle(area, share)) : [];
  });
}
