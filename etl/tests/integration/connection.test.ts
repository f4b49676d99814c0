import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { SSMClient } from '@aws-sdk/client-ssm';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { etlSettings } from '../../src/env.js';
import { createHandler } from '../../src/lambda.js';
import { databaseConfig } from '../../src/warehouse/database-config.js';

let warehouse: TestWarehouse;
let folder: string;
/** Certificates of the server's authority, and of another. */
let authority: string;
let stranger: string;

const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });

async function makeAuthority(name: string): Promise<string> {
  await openssl(
    ...`req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ${name}.key -out ${name}.crt`.split(' '),
    '-subj',
    `/CN=${name}`,
  );
  return readFile(join(folder, `${name}.crt`), 'utf8');
}

async function asSuperuser(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: warehouse.server.adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Gives the server a certificate for 127.0.0.1, as the private instance has one for its address. */
async function encrypt(): Promise<void> {
  await writeFile(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1');
  await openssl(...'req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=warehouse'.split(' '));
  await openssl(
    ...'x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial'.split(' '),
    ...'-days 2 -extfile names -out server.crt'.split(' '),
  );
  const data = join(warehouse.folder, 'postgres');
  const { uid, gid } = await stat(data);
  for (const name of ['server.key', 'server.crt']) {
    await writeFile(join(data, name), await readFile(join(folder, name)));
    await chmod(join(data, name), 0o600);
    await chown(join(data, name), uid, gid);
  }
  await asSuperuser("alter system set ssl = 'on'", 'select pg_reload_conf()');
  const isOn = () => isEncrypted(parts({ FOOTFALL_DATABASE_CA: authority }));
  await vi.waitFor(async () => expect(await isOn()).toBe(true), { timeout: 30_000 });
}

/** The settings of a Lambda. */
function parts(more: Record<string, string>): Record<string, string> {
  const { hostname, port, username, password } = new URL(warehouse.url('footfall_etl'));
  return {
    FOOTFALL_LAKE: pathToFileURL(folder).href,
    FOOTFALL_LOG_LEVEL: 'silent',
    DWH_HOST: hostname,
    DWH_PORT: port,
    DWH_USER: username,
    DWH_PASSWORD: password,
    ...more,
  };
}

async function isEncrypted(env: Record<string, string>): Promise<boolean> {
  const client = new pg.Client(await databaseConfig(etlSettings(env).database, () => new SSMClient({})));
  await client.connect();
  try {
    const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
    return rows[0].ssl;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-etl-'));
  warehouse = await startTestWarehouse();
  authority = await makeAuthority('authority');
  stranger = await makeAuthority('stranger');
  await encrypt();
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});

it('with an authority’s certificate, the connection is encrypted and the server proves its address', async () => {
  expect(await isEncrypted(parts({ FOOTFALL_DATABASE_CA: authority }))).toBe(true);
  const url = warehouse.url('footfall_etl');
  const byUrl = { FOOTFALL_LAKE: 's3://x', FOOTFALL_DATABASE_URL: url, FOOTFALL_DATABASE_CA: authority };
  expect(await isEncrypted(byUrl)).toBe(true);
  const careless = { FOOTFALL_DATABASE_URL: `${url}?sslmode=no-verify`, FOOTFALL_DATABASE_CA: stranger };
  await expect(isEncrypted({ ...byUrl, ...careless })).rejects.toThrow(/certificate|verify/i);
});

it('a server of another authority, or for another host, is refused', async () => {
  await expect(isEncrypted(parts({ FOOTFALL_DATABASE_CA: stranger }))).rejects.toThrow(/certificate|verify/i);
  await expect(isEncrypted(parts({ FOOTFALL_DATABASE_CA: authority, DWH_HOST: 'localhost' }))).rejects.toThrow(
    /altnames|localhost/i,
  );
});

it('what is no certificate is named', () => {
  expect(() => etlSettings(parts({ FOOTFALL_DATABASE_CA: 'yes' }))).toThrow(/FOOTFALL_DATABASE_CA/);
});

it('what lies in SSM is fetched once, and again when password or authority were changed', async () => {
  const kept: Record<string, string> = { '/dwh/ca': authority, '/dwh/password': 'first' };
  const asked: string[] = [];
  const ssm = createServer(async (request, response) => {
    const { Name } = JSON.parse(await text(request)) as { Name: string };
    asked.push(Name);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ Parameter: { Name, Type: 'SecureString', Value: kept[Name] } }));
  }).listen(0, '127.0.0.1');
  await once(ssm, 'listening');
  const { port } = ssm.address() as { port: number };
  const env = { AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${port}`, AWS_REGION: 'eu-central-1' };
  Object.assign(process.env, env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
  try {
    const inSsm = { FOOTFALL_DATABASE_CA_PARAMETER: '/dwh/ca', DWH_PASSWORD_PARAMETER: '/dwh/password' };
    const handler = createHandler(parts({ DWH_PASSWORD: '', ...inSsm }));
    const context = { getRemainingTimeInMillis: () => 900_000 };
    await asSuperuser("alter role footfall_etl password 'first'");
    for (let i = 0; i < 2; i++) expect(await handler({}, context)).toMatchObject({ objects: 0, isComplete: true });
    expect(asked).toHaveLength(2);

    await asSuperuser("alter role footfall_etl password 'second'");
    await expect(handler({}, context)).rejects.toThrow(/password/);
    kept['/dwh/password'] = 'second';
    expect(await handler({}, context)).toMatchObject({ objects: 0, isComplete: true });

    kept['/dwh/ca'] = stranger;
    const warm = createHandler(parts({ DWH_PASSWORD: '', ...inSsm }));
    await expect(warm({}, context)).rejects.toThrow(/certificate|verify/i);
    kept['/dwh/ca'] = authority;
    expect(await warm({}, context)).toMatchObject({ objects: 0, isComplete: true });
  } finally {
    ssm.closeAllConnections();
    ssm.close();
  }
});
