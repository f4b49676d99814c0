import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

/** The checker of accessibility, for a page to load. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
  }
}

/** Opens a page of the dashboards and waits until nothing is asked any more. */
export async function open(page: Page, url: string, name: string, more = ''): Promise<void> {
  await page.goto(`${url}/?page=${encodeURIComponent(name)}${more}`);
  await settle(page);
}

/** Waits until all that the open page shows is of the filters that are chosen. */
export async function settle(page: Page): Promise<void> {
  await expect(page.locator('.tab-pane.active')).toBeVisible();
  const isIdle = () =>
    !document.documentElement.classList.contains('shiny-busy') &&
    // what still waits for its answer
    !document.querySelector('.tab-pane.active .ff-waits:not(.ff-controls *)') &&
    ![...document.querySelectorAll('.tab-pane.active .shiny-html-output:not(.ff-controls *)')].some(
      (output) => output.innerHTML === '',
    );
  // twice in a row: an answer may lead to the next question
  await expect
    .poll(async () => {
      const wasIdle = await page.evaluate(isIdle);
      await page.waitForTimeout(300);
      return wasIdle && (await page.evaluate(isIdle));
    })
    .toBe(true);
}

export const rawFigure = (page: Page, id: string) => page.getByTestId(id).getAttribute('data-value');

/** What hinders people, by {@link AXE}, which the page has loaded. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(() => window.axe.run());
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
}
