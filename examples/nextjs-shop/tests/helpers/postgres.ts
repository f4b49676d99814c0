import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '@footfall/warehouse';
import type { Pool } from 'pg';
import { openPool } from '../../src/data';

const FIRST_PORT = 55_400;
const PORTS = 100;
/** Enough for fifty shoppers at once, fewer than the server's hundred. */
const CONNECTIONS = 60;

export interface TestPostgres {
  /** A new empty database of its own. */
  createDatabase(): Promise<Pool>;
  /** As whom everything is allowed. */
  adminUrl: string;
  /** The server's own folder. */
  dataDir: string;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL in a throwaway folder: the one that the one-machine shape brings along. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-postgres-'));
  const dataDir = join(folder, 'data');
  const server = await startEmbeddedServer({
    dataDir,
    logFile: join(folder, 'postgres.log'),
    port: await freePort(),
    superuserPassword: 'only-for-tests',
  });
  const admin = openPool(server.adminUrl, { max: 1 });
  const pools: Pool[] = [admin];
  return {
    adminUrl: server.adminUrl,
    dataDir,
    async createDatabase() {
      const name = `shop_${pools.length}`;
      await admin.query(`create database ${name}`);
      const pool = openPool(Object.assign(new URL(server.adminUrl), { pathname: name }).href, { max: CONNECTIONS });
      pools.push(pool);
      return pool;
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.end()));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of the range that this suite uses, from a random place on, so that parallel runs do not meet. */
async function freePort(): Promise<number> {
  const start = Math.floor(Math.random() * PORTS);
  for (let offset = 0; offset < PORTS; offset++) {
    const port = FIRST_PORT + ((start + offset) % PORTS);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port in ${FIRST_PORT}–${FIRST_PORT + PORTS - 1}`);
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
