import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import { settle } from './dashboards-page.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
  }
}

/** What hinders people on the open page, as axe sees it. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: AXE });
  const { violations } = await page.evaluate(() => window.axe.run());
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
}

/** Axe finds nothing serious, in light and dark; it must have been light before, and is again. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  for (const theme of ['light', 'dark']) {
    expect(await seriousFaults(page), `${where}, ${theme}`).toEqual([]);
    // behind the menu's button on a phone, where the keyboard reaches it as well
    await page.locator('#theme-toggle').dispatchEvent('click');
    await settle(page);
  }
}
