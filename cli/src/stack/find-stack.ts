import { startEmbeddedServer } from '@footfall/warehouse';
import { DataFolder, embeddedUrl } from '../data-folder.js';
import { CliError } from '../errors.js';
import { holderOf } from './lock.js';
import { ownServerPort } from './own-server.js';
import { answers, freePort } from './ports.js';

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
 * Finds lake and warehouse: by the data folder where --data is given; else by FOOTFALL_LAKE and FOOTFALL_DATABASE_URL; else
 * by the default data folder. The server of a stopped stack is started for as long as `work` takes.
 */
export async function withStack<T>(
  dataOption: string | undefined,
  work: (stack: FoundStack) => Promise<T>,
): Promise<T> {
  const { FOOTFALL_LAKE: lakeUrl, FOOTFALL_DATABASE_URL: databaseUrl } = process.env;
  if (dataOption === undefined && databaseUrl)
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
  const usual = state.portPostgres;
  const stackOn = (port: number): FoundStack => ({
    lakeUrl: state.lakeUrl,
    databaseUrl: embeddedUrl('footfall_etl', secrets.etl, port),
    ownerUrl: embeddedUrl('footfall_owner', secrets.owner, port),
    dashUrl: embeddedUrl('footfall_dash', secrets.dash, port),
    folder,
    postgresFolder: folder.postgres,
  });
  const running = await ownServerPort(folder, secrets, usual);
  if (running !== undefined) return work(stackOn(running));
  // A stack that runs brings its own server back; a second one on the same data would stop it.
  if (await holderOf(folder.lockFile)) {
    await waitForPort(usual);
    return work(stackOn(usual));
  }
  const port = (await answers(usual, '127.0.0.1')) ? await freePort() : usual;
  const server = await startEmbeddedServer({
    dataDir: folder.postgres,
    logFile: folder.log('postgres'),
    port,
    superuserPassword: secrets.superuser,
  });
  try {
    return await work(stackOn(port));
  } finally {
    await server.stop();
  }
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
