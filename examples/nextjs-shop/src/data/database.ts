import { Pool, type PoolClient, type PoolConfig, types } from 'pg';

/** What a single statement needs: the pool, or a client within a transaction. */
export type Queryable = Pick<Pool, 'query'>;

// Dates as they are written: the driver would make a local midnight of them.
types.setTypeParser(types.builtins.DATE, (value) => value);

/** A shop on a small machine: enough for its pages, few enough to share PostgreSQL with the warehouse. */
const MAX_CONNECTIONS = 10;
/** How long a page waits for a connection before it fails instead of hanging. */
const CONNECT_TIMEOUT_MS = 5_000;

/** @param ca certificate (PEM) of the authority that must vouch for the server, whatever `sslmode` the URL asks for */
export function openPool(databaseUrl: string, { max = MAX_CONNECTIONS, ca }: { max?: number; ca?: string } = {}): Pool {
  const pool = new Pool({ ...connection(databaseUrl, ca), max, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // An idle connection that breaks, as when PostgreSQL restarts, is replaced at the next query; without a listener
  // the event would end the process.
  pool.on('error', (error) => console.error(`shop: lost an idle database connection: ${error.message}`));
  return pool;
}

function connection(databaseUrl: string, ca: string | undefined): PoolConfig {
  if (ca === undefined) return { connectionString: databaseUrl };
  const url = new URL(databaseUrl);
  // The driver would let it win over the certificate, and forget that one.
  url.searchParams.delete('sslmode');
  return { connectionString: url.href, ssl: { ca } };
}

/** Runs `work` in one transaction; whatever it throws rolls everything back. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away instead of going back to the pool.
    const broken = await client.query('rollback').then(
      () => undefined,
      (reason: Error) => reason,
    );
    client.release(broken);
    throw error;
  }
}
