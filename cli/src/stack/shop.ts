import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CliError } from '../errors.js';
import { startChild } from './child.js';
import { type KeptPart, keepAlive } from './keep-alive.js';
import { withoutLogins } from './named-logins.js';
import { waitForHttp } from './ports.js';

const START_SECONDS = 60;
const SHOP = fileURLToPath(new URL('../../../examples/nextjs-shop/', import.meta.url));

export interface ShopOptions {
  port: number;
  databaseUrl: string;
  endpoint: string;
  /** The collector takes what comes with it for the shop's own word. */
  serverKey: string;
  logFile: string;
  pidFolder: string;
  say: (line: string) => void;
  /** Aborted when the start is called off. */
  stopped: AbortSignal;
}

/** Starts the example shop of the checkout. @throws CliError where there is none, or it is not built */
export async function startShop({
  port,
  databaseUrl,
  endpoint,
  serverKey,
  logFile,
  pidFolder,
  say,
  stopped,
}: ShopOptions): Promise<KeptPart> {
  if (!existsSync(`${SHOP}start.mjs`))
    throw new CliError('--demo needs a checkout of Footfall: the example shop is not installed.');
  if (!existsSync(`${SHOP}.next/BUILD_ID`)) throw new CliError('The example shop is not built. Run: npm run build');
  const env = {
    ...withoutLogins(process.env),
    PORT: String(port),
    SHOP_DATABASE_URL: databaseUrl,
    FOOTFALL_ENDPOINT: endpoint,
    FOOTFALL_SERVER_KEY: serverKey,
  };
  const part = keepAlive(
    'shop',
    () => startChild({ command: process.execPath, args: ['start.mjs'], cwd: SHOP, env, logFile, pidFolder }),
    say,
  );
  if (!(await waitForHttp(`http://localhost:${port}/`, START_SECONDS, stopped)) && !stopped.aborted)
    say(`shop        does not answer after ${START_SECONDS} s, see ${logFile}`);
  return part;
}
