import { appendFileSync } from 'node:fs';
import { collectorSettings, createServer, LOCAL_ORIGINS, VERSION } from '@footfall/collector';
import { shopSettings } from '@footfall/etl';
import { FolderLake, openLake } from '@footfall/lake';
import pino from 'pino';
import { DataFolder } from '../data-folder.js';
import { CliError } from '../errors.js';
import { startDashboards } from '../stack/dashboards.js';
import { startEtlLoop } from '../stack/etl-loop.js';
import { endLeftBehind } from '../stack/left-behind.js';
import { lock } from '../stack/lock.js';
import { namedWarehouse } from '../stack/named-logins.js';
import { awaitNamedWarehouse } from '../stack/named-warehouse.js';
import { checkPort } from '../stack/ports.js';
import { startShop } from '../stack/shop.js';
import { startWarehouse, type WarehousePart } from '../stack/warehouse.js';

export interface UpOptions {
  data: string;
  portCollector: number;
  portDashboards: number;
  portPostgres: number;
  portShop: number;
  /** Milliseconds between ETL runs; 0 for none. */
  etlEveryMs: number;
  demo: boolean;
  dashboards: boolean;
}

/** Requests under way get this many milliseconds at the end. */
const REQUEST_GRACE_MS = 2000;
/** What holds the process for longer after the end, as a connection to a store that hangs, is cut. */
const LEFT_OVER_MS = 1000;

/** Stops a part. */
type Stop = () => Promise<unknown>;

/**
 * The one-machine shape: starts every part, says where each is, and runs until it is told to stop. Parts are stopped in
 * the opposite order, the warehouse before the collector, which takes events until the end.
 */
export async function up(options: UpOptions, say: (line: string) => void, stopped: AbortSignal): Promise<void> {
  const folder = new DataFolder(options.data);
  await folder.create();
  const stops: Stop[] = [await lock(folder, 'up')];
  await endLeftBehind(folder.pids);
  try {
    await startAll(options, folder, { say, stops, stopped });
    if (!stopped.aborted) say('footfall is ready');
    await new Promise<void>((resolve) => {
      if (stopped.aborted) resolve();
      stopped.addEventListener('abort', () => resolve());
    });
    say('stopping …');
  } finally {
    for (const stop of stops.reverse()) await stop().catch((error: unknown) => say(`stopping: ${String(error)}`));
  }
  say('footfall has stopped');
  setTimeout(() => process.exit(), LEFT_OVER_MS).unref();
}

interface Starting {
  say: (line: string) => void;
  stops: Stop[];
  stopped: AbortSignal;
}

async function startAll(options: UpOptions, folder: DataFolder, { say, stops, stopped }: Starting): Promise<void> {
  await checkPorts(options);
  const endpoint = `http://localhost:${options.portCollector}/clickstream`;
  // first: it takes events while a warehouse is on its way, or one of the user's own is away
  const lakeUrl = await startCollector(options, folder, stops);
  const warehouse = await openWarehouse(options, folder, say, stopped);
  if (!warehouse) return;
  stops.push(() => warehouse.stop());
  say(`warehouse   ${warehouse.place}`);
  say(`collector   ${endpoint}`);
  await remember(options, folder, { lakeUrl, endpoint, warehouse });
  if (stopped.aborted) return;

  if (options.dashboards) {
    const logFile = folder.log('dashboards');
    const part = await startDashboards({
      port: options.portDashboards,
      databaseUrl: warehouse.dashUrl,
      logFile,
      pidFolder: folder.pids,
      say,
      stopped,
    });
    if (part) {
      stops.push(() => part.stop());
      say(`dashboards  http://localhost:${options.portDashboards}/`);
    }
  }
  if (stopped.aborted) return;

  if (options.demo && warehouse.shopUrl) {
    const logFile = folder.log('shop');
    const part = await startShop({
      port: options.portShop,
      databaseUrl: warehouse.shopUrl,
      endpoint,
      serverKey: (await folder.ensureSecrets()).serverKey,
      logFile,
      pidFolder: folder.pids,
      say,
      stopped,
    });
    stops.push(() => part.stop());
    say(`shop        http://localhost:${options.portShop}/`);
  }
  if (options.etlEveryMs === 0) return void say('etl         off; load with: footfall etl');
  const loop = startEtlLoop({
    everyMs: options.etlEveryMs,
    dataFolder: folder.path,
    logFile: folder.log('etl'),
    pidFolder: folder.pids,
    say,
  });
  stops.push(() => loop.stop());
  say(`etl         every ${options.etlEveryMs / 1000} s`);
}

/** The warehouse that the user names, else the embedded one; undefined where the start was stopped meanwhile. */
async function openWarehouse(
  options: UpOptions,
  folder: DataFolder,
  say: Starting['say'],
  stopped: AbortSignal,
): Promise<WarehousePart | undefined> {
  const shop = shopSettings(process.env);
  const named = namedWarehouse(folder, await folder.secrets(), process.env);
  if (!named) return startWarehouse({ folder, port: options.portPostgres, shop, say });
  // a shop's database is not made on the user's own server without being asked for
  if (options.demo && !process.env.SHOP_DATABASE_URL)
    throw new CliError(
      'The example shop has its database in the embedded PostgreSQL, which does not run beside your own. Leave --demo away, or name ' +
        'an empty database for the shop by SHOP_DATABASE_URL.',
    );
  return awaitNamedWarehouse({ folder, named, shop }, say, stopped);
}

/** Not PostgreSQL's: a server that a killed stack left behind may hold it, and is taken over. */
async function checkPorts(options: UpOptions): Promise<void> {
  await checkPort(options.portCollector, '--port-collector', 'collector');
  if (options.dashboards) await checkPort(options.portDashboards, '--port-dashboards', 'dashboards');
  if (options.demo) await checkPort(options.portShop, '--port-shop', 'shop');
}

/** @returns the lake's URL */
async function startCollector(options: UpOptions, folder: DataFolder, stops: Stop[]): Promise<string> {
  const { serverKey } = await folder.ensureSecrets();
  const keys = [process.env.FOOTFALL_SERVER_KEYS, serverKey].filter(Boolean).join(',');
  const env = { FOOTFALL_LAKE: folder.lakeUrl, ...process.env, FOOTFALL_SERVER_KEYS: keys };
  const { config, lakeUrl, s3Endpoint, logLevel } = collectorSettings(env, VERSION, LOCAL_ORIGINS);
  const lake = openLake(lakeUrl, { s3Endpoint });
  if (lake instanceof FolderLake) await lake.removeLeftBehind().catch(() => {}); // /health and doctor tell what is wrong
  const logger = pino({ level: logLevel }, logTo(folder.log('collector')));
  const server = createServer({ config, lake, logger, limits: { graceMs: REQUEST_GRACE_MS } });
  await server.listen({ port: options.portCollector, host: '127.0.0.1' });
  stops.push(() => server.close());
  return lakeUrl;
}

/** A log on a full disk must not end what it tells of. The collector logs failures only, so plain appending will do. */
function logTo(file: string) {
  return {
    write: (line: string) => {
      try {
        appendFileSync(file, line, { mode: 0o600 });
      } catch {
        // There is no place to say it; /health and doctor do.
      }
    },
  };
}

/** What other commands, and other programs, need to find this stack. */
async function remember(
  { portCollector, portDashboards, portPostgres }: UpOptions,
  folder: DataFolder,
  { lakeUrl, endpoint, warehouse }: { lakeUrl: string; endpoint: string; warehouse: WarehousePart },
): Promise<void> {
  await folder.saveState({ portCollector, portDashboards, portPostgres, lakeUrl });
  await folder.saveEnv({
    FOOTFALL_ENDPOINT: endpoint,
    FOOTFALL_LAKE: lakeUrl,
    FOOTFALL_DATABASE_URL: warehouse.etlUrl,
    ...(warehouse.analystUrl && { FOOTFALL_ANALYST_DATABASE_URL: warehouse.analystUrl }),
    FOOTFALL_DASHBOARDS_URL: `http://localhost:${portDashboards}/`,
  });
}
