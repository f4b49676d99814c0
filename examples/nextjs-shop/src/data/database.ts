import { Pool, type PoolClient, types } from 'pg';

/** What a single statement needs: the pool, or a client within a transaction. */
export type Queryable = Pick<Pool, 'query'>;

// Dates as they are written: the driver would make a local midnight of them.
types.setTypeParser(types.builtins.DATE, (value) => value);

/** A shop on a small machine: enough for its pages, few enough to share PostgreSQL with the warehouse. */
const MAX_CONNECTIONS = 10;
/** How long a page waits for a connection before it fails instead of hanging. */
const CONNECT_TIMEOUT_MS = 5_000;

export function openPool(connectionString: string, max = MAX_CONNECTIONS): Pool {
  const pool = new Pool({ connectionString, max, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // An idle connection that breaks, as when PostgreSQL restarts, is replaced at the next query; without a listener
  // the event would end the process.
  pool.on('error', (error) => console.error(`shop: lost an idle database connection: ${error.message}`));
  return pool;
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
