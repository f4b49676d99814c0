import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [process.env.CHROMIUM_PATH, chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/google-chrome'];
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

/** Launches the machine's Chromium. Options are Playwright's; `args` are added to those that every benchmark needs. */
export const launch = ({ args = [], ...options } = {}) =>
  chromium.launch({
    executablePath: PLACES.find((place) => place && existsSync(place)),
    args: [...ARGS, ...args],
    ...options,
  });
