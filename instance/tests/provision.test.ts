import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, freePort, startEmbeddedServer, withClient } from '@footfall/warehouse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provision } from '../src/provision.js';

let folder: string;
let server: EmbeddedServer;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-provision-'));
  port = await freePort();
  const superuserPassword = 'the-superuser';
  const files = { dataDir: join(folder, 'postgres'), logFile: join(folder, 'postgres.log') };
  server = await startEmbeddedServer({ ...files, port, superuserPassword });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const passwords = { owner: 'owner-1', etl: 'etl-1', dash: 'dash-1' };
const run = (more = {}) =>
  provision({
    adminUrl: server.adminUrl,
    host: '127.0.0.1',
    port,
    database: 'clickstream_dw',
    passwords: { ...passwords, ...more },
  });
const verifiers = () =>
  withClient(server.adminUrl, async (client) => {
    const { rows } = await client.query('select rolname, rolpassword from pg_authid order by 1');
    return rows;
  });

describe('provisioning the machine’s PostgreSQL', () => {
  it('makes roles and database, and changes nothing when it is asked again', async () => {
    expect(await run()).toBe(true);
    const before = await verifiers();
    expect(await run()).toBe(false);
    expect(await verifiers()).toEqual(before);
  });

  it('sets a password that has changed', async () => {
    await run();
    expect(await run({ etl: 'etl-2' })).toBe(true);
    const login = `postgres://footfall_etl:etl-2@127.0.0.1:${port}/clickstream_dw`;
    await expect(withClient(login, (client) => client.query('select'))).resolves.toBeDefined();
  });

  it('leaves the analysts to the operator, who lets them in and keeps them out', async () => {
    await run();
    const sql = (statement: string) => withClient(server.adminUrl, (client) => client.query(statement));
    const asAnalyst = () =>
      withClient(`postgres://footfall_analyst:a@127.0.0.1:${port}/clickstream_dw`, (client) =>
        client.query('show search_path'),
      );
    await expect(asAnalyst()).rejects.toThrow(/password authentication failed|not permitted to log in/);
    await sql(`alter role footfall_analyst login password 'a'`);
    await run({ dash: 'dash-2' });
    expect((await asAnalyst()).rows).toEqual([{ search_path: 'dash' }]);
    await sql('alter role footfall_analyst nologin');
    await run({ dash: 'dash-3' });
    await expect(asAnalyst()).rejects.toThrow(/not permitted to log in/);
  });

  it('does not take a server that is away for one without roles', async () => {
    const away = await freePort();
    await expect(
      provision({ adminUrl: server.adminUrl, host: '127.0.0.1', port: away, database: 'clickstream_dw', passwords }),
    ).rejects.toThrow(/ECONNREFUSED/);
  });
});
