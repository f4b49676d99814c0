import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import puppeteer, { type Browser, type BrowserContext, type LaunchOptions, type Page } from 'puppeteer-core';

/** Where systems install Firefox. */
const PLACES = [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** Firefox by WebDriver BiDi: Playwright drives a patched build of its own only, which is not what shoppers have. */
export const launchFirefox = (options: LaunchOptions = {}): Promise<Browser> =>
  puppeteer.launch({
    browser: 'firefox',
    executablePath: PLACES.find((place) => place && existsSync(place)),
    ...options,
  });

/** A context whose pages run a function before any of their own scripts. */
export const prepared = (context: BrowserContext, prepare: () => void) => ({
  async newPage(): Promise<Page> {
    const page = await context.newPage();
    await page.evaluateOnNewDocument(prepare);
    return page;
  },
});

/** Closes a tab as a shopper does, so that the page hears of it, and waits until it is gone. */
export async function closeTab(page: Page): Promise<void> {
  const closed = new Promise((resolve) => page.once('close', resolve));
  await page.close({ runBeforeUnload: true });
  await closed;
}

/** Ends a browser as an operating system does. */
export async function kill(browser: Browser): Promise<void> {
  const child = browser.process();
  if (!child || child.exitCode !== null || child.signalCode) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Ends the processes that run the browser's pages, as a crash would, without a word to the pages. */
export async function crashPages(browser: Browser): Promise<void> {
  const parent = browser.process()?.pid;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const isChild = command.includes(`\0-parentPid\0${parent}\0`);
    if (isChild && /\0tab\0*$/.test(command)) process.kill(Number(pid), 'SIGKILL');
  }
}

/** How many events wait in the profile's localStorage on disk, for good: what a kill finds half written is taken back at the next start. */
export async function eventsOnDisk(profile: string): Promise<number> {
  const root = join(profile, 'storage', 'default');
  const sites = await readdir(root).catch(() => []);
  const keys = await Promise.all(sites.map((site) => committedKeys(join(root, site, 'ls', 'data.sqlite'))));
  return new Set(keys.flat()).size;
}

/** As a rollback journal begins that SQLite would play back (sqlite.org/fileformat.html, section 3). */
const HOT_JOURNAL = Buffer.from('d9d505f920a163d7', 'hex');

async function committedKeys(file: string): Promise<string[]> {
  const text = await readFile(file, 'latin1').catch(() => '');
  // after the database: a journal that is gone by then has gone with what was read
  const journal = await readFile(`${file}-journal`).catch(() => Buffer.alloc(0));
  if (journal.subarray(0, HOT_JOURNAL.length).equals(HOT_JOURNAL)) return [];
  return text.match(/footfall\.q\.\w+-\w+-\w+-\w+-\w{12}/g) ?? [];
}
