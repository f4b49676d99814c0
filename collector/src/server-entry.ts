#!/usr/bin/env node
import { FolderLake, openLake } from '@footfall/lake';
import pino from 'pino';
import { collectorSettings } from './env.js';
import { createServer } from './server.js';
import { VERSION } from './version.js';

/** The server ends by itself before this many milliseconds are over; should it not, the process does. */
const END_MS = 10_000;

/** The collector as a process of its own: says where it listens; SIGTERM and SIGINT let it finish what it has taken. */
const { config, lakeUrl, s3Endpoint, logLevel } = collectorSettings(process.env, VERSION);
const logger = pino({ level: logLevel });
const lake = openLake(lakeUrl, { s3Endpoint });
if (lake instanceof FolderLake) await lake.removeLeftBehind().catch((err: unknown) => logger.warn({ err }, 'the lake'));
const server = createServer({ config, lake, logger });
const url = await server.listen({
  port: Number(process.env.FOOTFALL_PORT ?? 8787),
  host: process.env.FOOTFALL_HOST ?? '127.0.0.1',
});
logger.info({ url, version: VERSION }, 'listening');

const stop = async () => {
  setTimeout(() => process.exit(1), END_MS);
  await server.close();
  process.exit(); // a connection to a store that hangs would hold it
};
process.once('SIGTERM', stop).once('SIGINT', stop);
