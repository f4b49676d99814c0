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

/** Opens a run's connections for as long as `work` takes. */
export async function withConnections<T>(
  { databaseUrl, logger }: { databaseUrl: string | pg.ClientConfig; logger: Logger },
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
