import { execFile } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stack } from './stack.js';

const SHOP = fileURLToPath(new URL('../../bench/shop.mjs', import.meta.url));

/** How much of a made-up shop, and when; the same options give the same bytes. */
export interface MadeShop {
  events: number;
  days: number;
  /** ISO 8601; the full hour before it is the end. */
  end: string;
  seed: number;
}

/** Lays a made-up shop's traffic of several devices, countries, channels and bots into the stack's lake. */
export async function makeShop(stack: Stack, { events, days, end, seed }: MadeShop): Promise<void> {
  const { FOOTFALL_LAKE } = await stack.env();
  // in a folder of its own first, since a shop is made in an empty one only
  const made = join(stack.dataFolder, 'made-shop');
  const options = { to: `lake:${made}`, events, days, end, seed, 'objects-per-hour': 1 };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await promisify(execFile)(process.execPath, [SHOP, ...args, '--quiet']);
  await cp(made, fileURLToPath(FOOTFALL_LAKE ?? ''), { recursive: true });
  await rm(made, { recursive: true });
}
