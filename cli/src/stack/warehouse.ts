import { setTimeout as sleep } from 'node:timers/promises';
import type { ShopSettings } from '@footfall/etl';
import {
  type EmbeddedServer,
  ensureDatabase,
  ensureRole,
  migrate,
  provisionDatabase,
  startEmbeddedServer,
  withClient,
} from '@footfall/warehouse';
import { type DataFolder, embeddedUrl, type Secrets } from '../data-folder.js';
import { tellShop } from './shop-settings.js';

/** The stack's PostgreSQL, with its databases and the warehouse's schema up to date. */
export interface WarehousePart {
  /** Where it is, for people. */
  place: string;
  /** As footfall_etl. */
  etlUrl: string;
  /** As footfall_dash. */
  dashUrl: string;
  /** As footfall_analyst: for people's own tools. */
  analystUrl: string | undefined;
  /** The shop's own database, kept apart; undefined where there is none. */
  shopUrl: string | undefined;
  stop(): Promise<void>;
}

export interface WarehouseOptions {
  folder: DataFolder;
  port: number;
  /** The shop's settings, where they are told. */
  shop: ShopSettings;
  say: (line: string) => void;
}

/** How long a server that did not start is left alone before the next try, twice as long after each. */
const RETRY_MS = { first: 500, most: 5000 };

/** Starts the embedded server, keeps it running, and brings roles, databases and schema up to date. */
export async function startWarehouse({ folder, port, shop, say }: WarehouseOptions): Promise<WarehousePart> {
  const secrets = await folder.ensureSecrets();
  const options = {
    dataDir: folder.postgres,
    logFile: folder.log('postgres'),
    port,
    superuserPassword: secrets.superuser,
  };
  const server = await startEmbeddedServer(options);
  try {
    await setUp(server, secrets, { port, shop });
  } catch (error) {
    await server.stop();
    throw error;
  }
  const stop = keepRunning(server, () => startEmbeddedServer(options), say);
  return {
    place: `postgres://127.0.0.1:${port}/clickstream_dw`,
    etlUrl: embeddedUrl('footfall_etl', secrets.etl, port),
    dashUrl: embeddedUrl('footfall_dash', secrets.dash, port),
    analystUrl: embeddedUrl('footfall_analyst', secrets.analyst, port),
    shopUrl: embeddedUrl('shop', secrets.shop, port, 'shop'),
    stop,
  };
}

/** Starts a server again whenever it dies. @returns what stops it for good */
function keepRunning(
  first: EmbeddedServer,
  start: () => Promise<EmbeddedServer>,
  say: (line: string) => void,
): () => Promise<void> {
  let server = first;
  let isStopping = false;
  let restarting: Promise<EmbeddedServer> | undefined;
  const watch = async () => {
    for (;;) {
      say(`${await server.died}; it is started again`);
      // processes that a killed server leaves behind hold its memory for a moment more
      for (let pauseMs = RETRY_MS.first; !isStopping; pauseMs = Math.min(pauseMs * 2, RETRY_MS.most)) {
        try {
          restarting = start();
          server = await restarting;
          break;
        } catch (error) {
          say(`PostgreSQL did not come back yet: ${(error as Error).message}`);
          await sleep(pauseMs);
        }
      }
      if (isStopping) return;
    }
  };
  void watch();
  return async () => {
    isStopping = true;
    await restarting?.catch(() => {}); // one that is just coming up must be stopped, too
    await server.stop();
  };
}

async function setUp(
  server: EmbeddedServer,
  secrets: Secrets,
  { port, shop }: Pick<WarehouseOptions, 'port' | 'shop'>,
): Promise<void> {
  await provisionDatabase(server.adminUrl, 'clickstream_dw', secrets);
  await withClient(server.adminUrl, async (client) => {
    await ensureRole(client, 'shop', secrets.shop);
    await ensureDatabase(client, 'shop', 'shop');
  });
  const ownerUrl = embeddedUrl('footfall_owner', secrets.owner, port);
  await migrate(ownerUrl);
  await tellShop(ownerUrl, shop);
}
