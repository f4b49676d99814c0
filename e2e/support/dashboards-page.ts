import { expect, type Page } from '@playwright/test';

/** The dashboards' pages, in the order of their menu. */
export const PAGES = [
  'Overview',
  'Traffic',
  'Funnel',
  'Products',
  'Carts & orders',
  'Time',
  'Acquisition',
  'Search',
  'Retention',
  'Journeys',
  'Live',
  'Health',
];

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

/** Chooses another page from the menu of the open dashboards. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page
    .getByRole('link', { name, exact: true })
    .or(page.getByRole('tab', { name, exact: true }))
    .click();
}
