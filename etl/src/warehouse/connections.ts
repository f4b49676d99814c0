import pg from 'pg';
import type { Logger } from 'pino';
import { connectionTo } from './database-config.js';
import { explained } from './warehouse-trouble.js';

/** A run's connections: one loads while another looks up what comes next. */
export interface Connections {
  reader: pg.Client;
  loader: pg.Client;
  /** Opens the third when it is first asked for: for a run that is long enough to build models by two. */
  third: () => Promise<pg.Client>;
}

/** Where the warehouse is, and who is told where a connection breaks. */
export interface ConnectionOptions {
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
}

/**
 * Opens one connection for as long as `work` takes, with the timeouts of all.
 *
 * @param as what the server calls it, as in pg_stat_activity; and what becomes of work that broke off, where no next run goes on
 * @throws WarehouseTrouble with what to do, where the warehouse is why it failed; else what `work` threw
 */
export async function withConnection<T>(
  { databaseUrl, logger }: ConnectionOptions,
  { name, goesOn }: { name: string; goesOn?: string },
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connectionTo(databaseUrl), application_name: name });
  client.on('error', (error) => logger.warn({ err: explained(error) }, 'the connection to the warehouse broke'));
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw explained(error, goesOn);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Opens a run's connections for as long as `work` takes. */
export async function withConnections<T>(
  { databaseUrl, logger }: ConnectionOptions,
  work: (connections: Connections) => Promise<T>,
): Promise<T> {
  const opened: pg.Client[] = [];
  const open = async () => {
    const client = new pg.Client(connectionTo(databaseUrl));
    client.on('error', (error) => logger.warn({ err: explained(error) }, 'a connection to the warehouse broke'));
    opened.push(client);
    await client.connect();
    return client;
  };
  try {
    let third: Promise<pg.Client> | undefined;
    return await work({ loader: await open(), reader: await open(), third: () => (third ??= open()) });
  } finally {
    await Promise.all(opened.map((client) => client.end().catch(() => {})));
  }
}
