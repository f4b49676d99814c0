import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from 'playwright-core';

/** Where systems install Chromium; Playwright's own download comes first. */
const PLACES = [process.env.CHROMIUM_PATH, chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/google-chrome'];

export const launchOptions: LaunchOptions = {
  executablePath: PLACES.find((place) => place && existsSync(place)),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
  // The tests are about pages that come back as well.
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
};

export const launch = (): Promise<Browser> => chromium.launch(launchOptions);

/** A browser profile of its own. An empty page keeps it open when the trial closes the others. */
export async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext();
  await context.newPage();
  return context;
}

/** Closes a tab as a shopper does, so that the page hears of it, and waits until it is gone. */
export async function closeTab(page: Page): Promise<void> {
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
}

/** Opens a page that records every exception and console error in it. */
export async function openPage(context: BrowserContext): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return { page, errors };
}

/** Starts a browser as a process of its own on a profile, so that it can be killed as an operating system does. */
export async function launchProcess(profile: string, args: string[] = []) {
  const child = spawn(
    launchOptions.executablePath as string,
    [
      ...(launchOptions.args ?? []),
      ...args,
      '--headless=new',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
      const address = /ws:\/\/\S+/.exec(said)?.[0];
      if (address) resolve(address);
    });
    child.once('exit', () => reject(new Error(`the browser ended: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(url);
  return {
    context: browser.contexts()[0] as BrowserContext,
    async kill() {
      if (child.exitCode !== null || child.signalCode) return;
      const ended = once(child, 'exit');
      // The whole group: renderers would otherwise outlive the browser for a moment.
      process.kill(-(child.pid as number), 'SIGKILL');
      await ended;
    },
  };
}

/** Whether the profile's localStorage on disk holds a text. */
export async function isOnDisk(profile: string, text: string): Promise<boolean> {
  const folder = join(profile, 'Default', 'Local Storage', 'leveldb');
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name)).catch(() => Buffer.alloc(0))));
  return files.some((file) => file.includes(text) || file.includes(Buffer.from(text, 'utf16le')));
}
