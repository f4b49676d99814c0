import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closeTab, isOnDisk, launchProcess } from '../helpers/browser.js';
import { html, tag } from '../helpers/site.js';
import { expectSound, Trial, until } from '../helpers/trial.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

visitSite(() => ({ '/': html(tag()) }));

const SOUND = { lost: 0, storedTwice: 0, exceptions: 0, sentTwice: 0 };

test.each([2, 5, 10])('I: %d tabs offline and closed lose nothing', async (tabs) => {
  const trial = new Trial(`I${tabs}`, site);
  const pages = [];
  for (let tab = 0; tab < tabs; tab++) pages.push(await trial.open(context));
  await context.setOffline(true);
  await Promise.all(pages.map((page) => trial.burst(page, 100 / tabs)));
  for (const page of pages) await closeTab(page);
  await context.setOffline(false);
  await trial.open(context);
  await trial.allArrived();
  expect(trial.result()).toMatchObject(SOUND);
});

test('J: a backlog and ten tabs opened at once: each event is sent by one of them', async () => {
  const trial = new Trial('J', site);
  const page = await trial.open(context);
  await context.setOffline(true);
  await trial.burst(page, 100);
  await closeTab(page);
  await context.setOffline(false);
  await Promise.all(Array.from({ length: 10 }, () => trial.open(context)));
  await trial.allArrived();
  // Let every tab come to its turn before counting.
  await until(() => expect(site.kept().filter(({ eventName }) => eventName === 'page_view')).toHaveLength(11));
  expectSound(trial.result());
});

test('ten tabs that report and flush at the same time lose nothing and send next to nothing twice', async () => {
  const trial = new Trial('tabs', site);
  // The first tab makes the browser known: ten that start in the same instant cannot know of each other.
  const first = await trial.open(context);
  await trial.burst(first, 1);
  const others = await Promise.all(Array.from({ length: 9 }, () => trial.open(context)));
  const pages = [first, ...others];
  await Promise.all(
    pages.map(async (page) => {
      await trial.burst(page, 20);
      await page.evaluate('footfall.flush()');
    }),
  );
  await trial.allArrived();
  // Tabs learn of each other's writes with a delay that no lock covers.
  expectSound(trial.result());
  expect(new Set(site.events().map(({ clientId }) => clientId)).size).toBe(1);
});

test('the browser killed with SIGKILL while offline, on a real profile, loses nothing', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'footfall-profile-'));
  const trial = new Trial('kill', site);
  try {
    const killed = await launchProcess(profile);
    const page = await trial.open(killed.context);
    await killed.context.setOffline(true);
    await trial.burst(page, 100);
    // The browser writes storage to disk on its own schedule; a kill is survived from then on.
    await until(async () => expect(await isOnDisk(profile, 'kill-99')).toBe(true));
    await killed.kill();
    const next = await launchProcess(profile);
    await trial.open(next.context);
    await trial.allArrived();
    await next.kill();
    expect(trial.result()).toMatchObject(SOUND);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
