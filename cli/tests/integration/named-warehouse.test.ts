import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, freePort, startEmbeddedServer, withClient } from '@footfall/warehouse';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataFolder } from '../../src/data-folder.js';
import { checkVersion } from '../../src/stack/check-login.js';
import { footfallWith } from '../helpers/run.js';
import { sendPageView, startStack, stopStacks } from '../helpers/stack.js';

/** A second PostgreSQL stands for the user's own. */
let server: EmbeddedServer;
let serverOptions: Parameters<typeof startEmbeddedServer>[0];
let parent: string;
let data: string;
let ports: string[];
let adminUrl: string;

const at = (database: string, user = 'boss', password = 'p@ss') => {
  const url = new URL(`postgres://127.0.0.1:${serverOptions.port}/${database}`);
  url.username = user;
  url.password = encodeURIComponent(password);
  return url.href;
};
const asSuperuser = (...statements: string[]) =>
  withClient(server.adminUrl, async (client) => {
    for (const statement of statements) await client.query(statement);
  });

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'footfall-named-'));
  data = join(parent, 'data');
  serverOptions = {
    dataDir: join(parent, 'own', 'postgres'),
    logFile: join(parent, 'own', 'postgres.log'),
    port: await freePort(),
    superuserPassword: 'super',
  };
  server = await startEmbeddedServer(serverOptions);
  await asSuperuser(`create role boss login createrole createdb password 'p@ss'`);
  adminUrl = at('clickstream_dw');
  ports = [];
  for (const part of ['collector', 'dashboards', 'postgres']) ports.push(`--port-${part}`, String(await freePort()));
});
afterAll(async () => {
  await stopStacks();
  await server.stop();
  await rm(parent, { recursive: true, force: true });
});

const up = (settings: Record<string, string>, ...args: string[]) =>
  startStack(settings, '--data', data, ...ports, ...args);
const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await footfallWith({}, ...args, '--json');
  if (code !== 0) throw new Error(`footfall ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return JSON.parse(stdout);
};
const visitors = async (folder: string) => (await footfallWith({}, 'report', '--data', folder)).stdout;
const findings = async (settings: Record<string, string> = {}) =>
  JSON.parse((await footfallWith(settings, 'doctor', '--data', data, '--json')).stdout).findings as {
    part: string;
    state: string;
    message: string;
    fix?: string;
  }[];

describe('footfall up with a PostgreSQL of the user’s own', () => {
  it('makes roles and schema there by a login that is no superuser, loads into it, and starts none', async () => {
    const stack = await up({ FOOTFALL_DATABASE_URL: adminUrl });
    expect(stack.said).toContain(
      `warehouse   postgres://127.0.0.1:${serverOptions.port}/clickstream_dw (your own PostgreSQL)`,
    );
    await sendPageView(data, 'ann');
    expect(await run('etl', '--data', data)).toMatchObject({ received: 1, loaded: 1, isComplete: true });
    expect(await visitors(data)).toContain('today so far: 1 visitor, 1 session');
    const found = await findings();
    for (const part of [
      'footfall',
      'lake',
      'collector',
      'warehouse',
      'etl',
      'balance',
      'facts',
      'dash role',
      'dashboards',
    ])
      expect(found).toContainEqual(expect.objectContaining({ part, state: 'ok' }));
    await dashboardsKnow();
    expect(await stack.stop()).toBe(0);
    expect(existsSync(join(data, 'postgres'))).toBe(false);
  });

  /** The program that shows itself to people has the dashboards' login, and none that may write. */
  async function dashboardsKnow(): Promise<void> {
    const secrets = await new DataFolder(data).secrets();
    const environments = await Promise.all(
      (await readdir(join(data, 'pids'))).map((note) => readFile(`/proc/${parseInt(note, 10)}/environ`, 'utf8')),
    );
    const dashboards = environments.filter((text) => text.includes('FOOTFALL_DASHBOARDS_PORT'));
    expect(dashboards).toEqual([expect.stringContaining(`FOOTFALL_DASH_DATABASE_URL=${secrets?.warehouse?.dash}`)]);
    expect(dashboards[0]).not.toContain('boss');
  }

  it('goes on there after a stop, without being told again, and leaves the server as it was', async () => {
    await withClient(at('postgres'), (client) => client.query('select')); // it has not been stopped
    const stack = await up({}, '--no-dashboards');
    expect(stack.said).toContain('(your own PostgreSQL)');
    await sendPageView(data, 'bob');
    expect(await run('etl', '--data', data)).toMatchObject({ received: 1, loaded: 1 });
    expect(await stack.stop()).toBe(0);
    expect(await visitors(data)).toContain('today so far: 2 visitors, 2 sessions');
    const env = await readFile(join(data, 'footfall.env'), 'utf8');
    const etlUrl = /^FOOTFALL_DATABASE_URL=(.*)$/m.exec(env)?.[1] ?? '';
    for (const url of [adminUrl, etlUrl])
      expect(await (await up({ FOOTFALL_DATABASE_URL: url }, '--no-dashboards')).stop()).toBe(0);
    expect(await run('rebuild', '--verify', '--data', data)).toMatchObject({ comparison: { isEqual: true } });
  });

  it('is backed up, and restored into a database of its own or as an embedded one', async () => {
    const backup = join(parent, 'backup');
    await run('backup', '--data', data, '--to', backup);
    const moved = join(parent, 'moved');
    const settings = { FOOTFALL_DATABASE_URL: at('second_dw') };
    const restore = (...args: string[]) => footfallWith(settings, 'restore', backup, ...args);
    expect(
      await footfallWith({ FOOTFALL_DATABASE_URL: adminUrl }, 'restore', backup, '--data', moved, '--to-database'),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('holds a warehouse already'),
    });
    const restored = await restore('--data', moved, '--to-database');
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('/second_dw') });
    expect(existsSync(join(moved, 'postgres'))).toBe(false);
    expect(await visitors(moved)).toContain('today so far: 2 visitors, 2 sessions');
    const embedded = join(parent, 'embedded');
    expect(await restore('--data', embedded)).toMatchObject({ code: 0 });
    expect(existsSync(join(embedded, 'postgres', 'PG_VERSION'))).toBe(true);
    expect(await visitors(embedded)).toContain('today so far: 2 visitors, 2 sessions');
    const both = await footfallWith(settings, 'up', '--data', embedded, '--no-dashboards', ...ports);
    expect(both).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has an embedded warehouse.*restore.*--to-database/),
    });
  });

  it('takes a login for each role, as the guide has them made', async () => {
    const guide = await readFile(new URL('../../../docs/one-machine.md', import.meta.url), 'utf8');
    const [, sql = ''] = /```sql\n([^`]*)```/.exec(guide) ?? [];
    const other = { ...serverOptions, dataDir: join(parent, 'other', 'postgres'), port: await freePort() };
    const second = await startEmbeddedServer(other);
    try {
      const early = second.adminUrl.replace(/[^/]*$/, 'early');
      await withClient(second.adminUrl, (client) => client.query('create database early'));
      const args = ['--data', join(parent, 'early'), '--no-dashboards', ...ports];
      expect(await footfallWith({ FOOTFALL_DATABASE_URL: early }, 'up', ...args)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Drop it, or name another'),
      });
      await withClient(second.adminUrl, async (client) => {
        for (const statement of sql.split(';').filter((text) => text.trim())) await client.query(statement);
      });
      const login = (role: string, password: string) =>
        `postgres://${role}:${password}@127.0.0.1:${other.port}/clickstream_dw`;
      const settings = {
        FOOTFALL_OWNER_DATABASE_URL: login('footfall_owner', 'OWNER'),
        FOOTFALL_DATABASE_URL: login('footfall_etl', 'ETL'),
      };
      const folder = ['--data', join(parent, 'logins'), '--no-dashboards', ...ports];
      expect(await footfallWith(settings, 'up', ...folder)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('FOOTFALL_DASH_DATABASE_URL is not set'),
      });
      const dash = { FOOTFALL_DASH_DATABASE_URL: login('footfall_dash', 'DASH') };
      const staging = { FOOTFALL_DASH_DATABASE_URL: login('footfall_dash', 'DASH').replace(/[^/]*$/, 'staging') };
      expect(await footfallWith({ ...settings, ...staging }, 'up', ...folder)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('all must name the same'),
      });
      const { FOOTFALL_OWNER_DATABASE_URL } = settings;
      expect(await footfallWith({ FOOTFALL_OWNER_DATABASE_URL, ...dash }, 'up', ...folder)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('FOOTFALL_DATABASE_URL is not set'),
      });
      const stack = await startStack({ ...settings, ...dash }, ...folder);
      await sendPageView(join(parent, 'logins'), 'cy');
      expect(await run('etl', '--data', join(parent, 'logins'))).toMatchObject({ loaded: 1 });
      expect(await visitors(join(parent, 'logins'))).toContain('today so far: 1 visitor');
      expect(await stack.stop()).toBe(0);
    } finally {
      await stopStacks();
      await second.stop();
    }
  });
});

describe('footfall up refuses a PostgreSQL that does not do, and says what to do:', () => {
  const refused = async (url: string, ...args: string[]) => {
    const folder = join(parent, 'refused');
    const settings = { FOOTFALL_DATABASE_URL: url };
    const { code, stderr } = await footfallWith(settings, 'up', '--data', folder, '--no-dashboards', ...ports, ...args);
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/p@ss|p%40ss/);
    return stderr;
  };

  it('one that does not answer', async () => {
    const url = `postgres://boss:secret@127.0.0.1:${await freePort()}/clickstream_dw`;
    expect(await refused(url)).toMatch(/No PostgreSQL answers at .*ECONNREFUSED.*Start it, or correct/);
  });

  it('a wrong password', async () => {
    const stderr = await refused(at('clickstream_dw', 'boss', 'wrong'));
    expect(stderr).toMatch(/does not take the password of boss.*Correct FOOTFALL_DATABASE_URL/);
    expect(stderr).not.toContain('wrong');
  });

  it('a login that may make no roles', async () => {
    await asSuperuser(`create role clerk login password 'p'`);
    expect(await refused(at('third_dw', 'clerk', 'p'))).toMatch(
      /clerk may not make roles.*FOOTFALL_OWNER_DATABASE_URL/,
    );
  });

  it('roles of another Footfall, whose passwords stay as they are', async () => {
    expect(await refused(at('third_dw'))).toMatch(/has a role footfall_owner already.*secrets\.json/);
    expect(await visitors(data)).toContain('2 visitors');
  });

  it('a database of somebody else', async () => {
    await asSuperuser('create database theirs');
    expect(await refused(at('theirs'))).toMatch(/does not own database theirs.*alter database theirs owner to/);
  });

  it('a URL without a database for the warehouse alone, with parameters, or that is none', async () => {
    expect(await refused(at('postgres'))).toContain('names no database for the warehouse alone');
    expect(await refused(`${adminUrl}?application_name=x`)).toContain('Only sslmode is');
    expect(await refused('mysql://a:b@c/d')).toContain('is no URL of a PostgreSQL');
  });

  it('one that is too old', () => {
    expect(() => checkVersion(160_009, 'postgres://db:5432/x')).toThrow(
      /is version 16\. The warehouse needs 17 or later/,
    );
    expect(() => checkVersion(170_000, 'postgres://db:5432/x')).not.toThrow();
  });

  it('a database of another encoding', async () => {
    await asSuperuser(
      `create database latin owner footfall_owner encoding 'LATIN1' locale_provider libc locale 'C' template template0`,
    );
    const { warehouse } = (await new DataFolder(data).secrets()) ?? {};
    const named = (url = '') => url.replace(/[^/]*$/, 'latin');
    const settings = {
      FOOTFALL_OWNER_DATABASE_URL: named(warehouse?.owner),
      FOOTFALL_DATABASE_URL: named(warehouse?.etl),
      FOOTFALL_DASH_DATABASE_URL: named(warehouse?.dash),
    };
    const { code, stderr } = await footfallWith(settings, 'up', '--data', join(parent, 'latin'), ...ports);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/has encoding LATIN1.*encoding 'UTF8'/),
    });
  });

  it('the example shop, which would have no database', async () => {
    expect(await refused(adminUrl, '--demo')).toContain('SHOP_DATABASE_URL');
  });
});

describe('footfall doctor on a PostgreSQL of the user’s own', () => {
  it('finds an environment that names another one', async () => {
    expect(await findings({ FOOTFALL_DATABASE_URL: at('elsewhere') })).toContainEqual(
      expect.objectContaining({
        part: 'warehouse',
        state: 'warning',
        message: expect.stringContaining('names another'),
      }),
    );
    const quiet = await findings({ FOOTFALL_DATABASE_URL: adminUrl });
    expect(quiet.filter(({ part, state }) => part === 'warehouse' && state !== 'ok')).toEqual([]);
  });

  it('finds one that does not answer, and one that takes the password no more', async () => {
    await asSuperuser(`alter role footfall_owner password 'new'`);
    expect(await findings()).toContainEqual({
      part: 'warehouse',
      state: 'failed',
      message: expect.stringContaining('does not take the password of footfall_owner'),
      fix: expect.stringContaining('footfall up'),
    });
    await server.stop();
    expect(await findings()).toContainEqual({
      part: 'warehouse',
      state: 'failed',
      message: expect.stringContaining('No PostgreSQL answers'),
      fix: expect.stringContaining('Start it'),
    });
    expect(await footfallWith({}, 'etl', '--data', data)).toMatchObject({ code: 1 });
    server = await startEmbeddedServer(serverOptions);
  });
});

it('footfall up takes events while a server that it has used is away, and goes on with a login that was corrected', async () => {
  const { warehouse } = (await new DataFolder(data).secrets()) ?? {};
  const owner = new URL(warehouse?.owner ?? '');
  owner.password = 'new';
  await server.stop();
  const settings = { FOOTFALL_OWNER_DATABASE_URL: owner.href };
  const starting = startStack(settings, '--data', data, '--no-dashboards', ...ports);
  await vi.waitFor(() => sendPageView(data, 'dora'), { timeout: 20_000, interval: 200 });
  server = await startEmbeddedServer(serverOptions);
  const stack = await starting;
  expect(stack.said).toMatch(/No PostgreSQL answers.*Events are taken meanwhile/);
  expect(await run('etl', '--data', data)).toMatchObject({ loaded: 1 });
  expect((await new DataFolder(data).secrets())?.warehouse?.owner).toBe(owner.href);
  expect(await stack.stop()).toBe(0);
});
