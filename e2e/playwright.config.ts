import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** The machine's own browser where there is one; else the one that Playwright has installed. */
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** A person's browser. */
export const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

export default defineConfig({
  testDir: 'tests',
  // Against what hangs only: a busy machine takes many times as long as a free one.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '../reports/e2e.json' }]],
  use: {
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        // A headless browser says so in its user agent, and Footfall would rightly mark it as a bot. By flag, because
        // Playwright's own setting does not reach requests that outlive their page.
        `--user-agent=${USER_AGENT}`,
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
