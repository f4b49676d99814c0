import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startEmbeddedServer } from '@footfall/warehouse';
import { DataFolder, embeddedUrl, type Secrets, type WarehouseLogins } from '../data-folder.js';
import { CliError } from '../errors.js';
import { type Release, tryLock } from './lock.js';
import { placeOf } from './named-logins.js';
import { ownServerPort } from './own-server.js';
import { answers } from './ports.js';

/** Where lake and warehouse are, for the commands that work on them. */
export interface FoundStack {
  lakeUrl: string;
  databaseUrl: string;
  /** As the schema's owner; what migrations need. */
  ownerUrl: string;
  /** As the dashboards' role, which reads schema `dash` and nothing else. */
  dashUrl: string;
  /** The stack's folder; a warehouse that is named by its URL has none. */
  folder?: DataFolder;
  /** Where PostgreSQL keeps its data, if that is on this machine. */
  postgresFolder?: string;
}

/**
 * Marks, in the environment, what a running stack has started. Where the stack was killed since, it is not for this to hold the folder,
 * which would keep the stack from being started again.
 */
export const PART_OF_STACK = 'FOOTFALL_PART_OF_STACK';

/**
 * Finds lake and warehouse: by the data folder where --data is given; else by FOOTFALL_LAKE and FOOTFALL_DATABASE_URL, where the
 * default data folder has no stack with that warehouse; else by the default data folder. The server of a stopped stack is started for as long as `work` takes; another command, which would end
 * it or lose it, waits until then.
 *
 * @throws CliError where there is no stack, or it was told to stop while it waited for another command
 */
export async function withStack<T>(
  dataOption: string | undefined,
  work: (stack: FoundStack) => Promise<T>,
): Promise<T> {
  const { FOOTFALL_LAKE: lakeUrl, FOOTFALL_DATABASE_URL: databaseUrl } = process.env;
  if (dataOption === undefined && databaseUrl && !(await isOfDefaultFolder(databaseUrl)))
    return work({
      lakeUrl: lakeUrl ?? '',
      databaseUrl,
      ownerUrl: process.env.FOOTFALL_OWNER_DATABASE_URL ?? databaseUrl,
      dashUrl: process.env.FOOTFALL_DASH_DATABASE_URL ?? databaseUrl,
    });
  const folder = new DataFolder(dataOption);
  const [secrets, state] = await Promise.all([folder.secrets(), folder.state()]);
  if (!secrets || !state)
    throw new CliError(
      `There is no stack in ${folder.path}. Start one with "footfall up --data ${folder.path}", name another with --data, ` +
        'or set FOOTFALL_LAKE and FOOTFALL_DATABASE_URL.',
    );
  if (secrets.warehouse) return work(namedStack(secrets.warehouse, state.lakeUrl, folder));
  const usual = state.portPostgres;
  const stackOn = (port: number): FoundStack => ({
    lakeUrl: state.lakeUrl,
    databaseUrl: embeddedUrl('footfall_etl', secrets.etl, port),
    ownerUrl: embeddedUrl('footfall_owner', secrets.owner, port),
    dashUrl: embeddedUrl('footfall_dash', secrets.dash, port),
    folder,
    postgresFolder: folder.postgres,
  });
  const release = await holdStopped(folder);
  try {
    if (release && process.env[PART_OF_STACK])
      throw new CliError(`The stack on ${folder.path} that started this has ended.`);
    // Its own, or one that a killed stack has left.
    const running = await ownServerPort(folder, secrets, usual);
    if (running !== undefined) return await work(stackOn(running));
    if (!release) {
      await waitForPort(usual); // a stack that runs brings its own server back
      return await work(stackOn(usual));
    }
    const port = (await answers(usual, '127.0.0.1')) ? await freePort() : usual;
    const server = await startServer(folder, secrets, port);
    return await work(stackOn(port)).finally(() => server.stop());
  } finally {
    await release?.();
  }
}

/** Whether the stack in the default folder keeps its warehouse where a URL points: its own logins are the right ones then. */
async function isOfDefaultFolder(databaseUrl: string): Promise<boolean> {
  const known = (await new DataFolder().secrets())?.warehouse;
  return known !== undefined && URL.canParse(databaseUrl) && placeOf(known.etl) === placeOf(databaseUrl);
}

/** Nothing is started for it, and so nothing is waited for. */
const namedStack = ({ etl, owner, dash }: WarehouseLogins, lakeUrl: string, folder: DataFolder): FoundStack => ({
  lakeUrl,
  databaseUrl: etl,
  ownerUrl: owner,
  dashUrl: dash,
  folder,
});

const startServer = (folder: DataFolder, { superuser }: Secrets, port: number) =>
  startEmbeddedServer({
    dataDir: folder.postgres,
    logFile: folder.log('postgres'),
    port,
    superuserPassword: superuser,
  });

/** Who waits for another command for so many milliseconds is told. */
const SAY_AFTER_MS = 2000;

/** Holds the folder of a stopped stack, when other commands have done. @returns undefined where a stack runs on it */
async function holdStopped(folder: DataFolder): Promise<Release | undefined> {
  const started = performance.now();
  let isTold = false;
  let isStopped = false;
  const onSignal = () => {
    isStopped = true;
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    while (!isStopped) {
      const taken = await tryLock(folder, 'command');
      if (typeof taken === 'function') return taken;
      if (taken.purpose === 'up') return undefined;
      if (!isTold && performance.now() - started > SAY_AFTER_MS) {
        isTold = true;
        console.error(`another footfall command works on ${folder.path} (process ${taken.pid}); this one waits for it`);
      }
      await sleep(200);
    }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
  throw new CliError('stopped while it waited for another command');
}

/** So many seconds a server may take to come back after a crash. */
const COME_BACK_SECONDS = 60;

async function waitForPort(port: number): Promise<void> {
  for (const end = performance.now() + COME_BACK_SECONDS * 1000; performance.now() < end; ) {
    if (await answers(port, '127.0.0.1')) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new CliError(`Footfall runs, but its PostgreSQL does not answer on port ${port}. See footfall doctor.`);
}
