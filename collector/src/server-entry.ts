import { FolderLake, LakeError, openLake } from '@footfall/lake';
import pino from 'pino';
import { collectorSettings, listenSettings, SettingsError } from './env.js';
import { createServer } from './server.js';
import { VERSION } from './version.js';

/** The server ends by itself before this many milliseconds are over; should it not, the process does. */
const END_MS = 10_000;
/** Why a server cannot listen, and what to do. */
const LISTEN_ERRORS: Record<string, string> = {
  EADDRINUSE: 'another program listens there; set FOOTFALL_PORT',
  EACCES: 'this user may not; set FOOTFALL_PORT to 1024 or above',
  EADDRNOTAVAIL: 'this machine does not have that address; set FOOTFALL_HOST',
  ENOTFOUND: 'nobody knows that name; set FOOTFALL_HOST',
};

/** The collector as a process of its own: says where it listens; SIGTERM and SIGINT let it finish what it has taken. */
async function run(): Promise<void> {
  const { config, lakeUrl, s3Endpoint, logLevel } = collectorSettings(process.env, VERSION);
  const place = listenSettings(process.env);
  const lake = open(lakeUrl, s3Endpoint);
  const logger = pino({ level: logLevel });
  if (lake instanceof FolderLake)
    await lake.removeLeftBehind().catch((err: unknown) => logger.warn({ err }, 'the lake'));
  const server = createServer({ config, lake, logger });
  const url = await server.listen(place).catch((error: NodeJS.ErrnoException) => {
    const help = LISTEN_ERRORS[error.code ?? ''];
    throw help ? new CannotListenError(`cannot listen on ${place.host}:${place.port}: ${help}`) : error;
  });
  logger.info({ url, version: VERSION }, 'listening');

  const stop = async () => {
    setTimeout(() => process.exit(1), END_MS);
    await server.close();
    process.exit(); // a connection to a store that hangs would hold it
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

class CannotListenError extends Error {}

function open(lakeUrl: string, s3Endpoint: string | undefined) {
  try {
    return openLake(lakeUrl, { s3Endpoint });
  } catch (error) {
    throw error instanceof LakeError ? new SettingsError(`FOOTFALL_LAKE: ${error.message}`) : error;
  }
}

/** What the user can mend is said in a line; what we must mend, with its stack. */
function fail(error: unknown): never {
  const isExpected = error instanceof SettingsError || error instanceof CannotListenError;
  console.error(isExpected ? `footfall-collector: ${error.message}` : error);
  process.exit(error instanceof SettingsError ? 2 : 1);
}

await run().catch(fail);
