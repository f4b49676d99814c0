import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, chown, copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPool } from '../src/data';
import { startPostgres, type TestPostgres } from './helpers/postgres';

const BOOTSTRAP = fileURLToPath(new URL('../../../infra-terraform/modules/oltp/bootstrap.sh', import.meta.url));

let postgres: TestPostgres;
let folder: string;
/** The server's certificate, and one that somebody else made for the same name. */
let own: string;
let strangers: string;

/** Makes a certificate as the shop's own database does at its first start: by that line of its bootstrap. */
async function makeCertificate(name: string): Promise<string> {
  const [command] = /openssl req [^\n]*\\\n[^\n]*/.exec(readFileSync(BOOTSTRAP, 'utf8')) ?? [];
  if (!command) throw new Error(`${BOOTSTRAP} makes no certificate`);
  const here = { '${host}': 'localhost', '${address}': '127.0.0.1', '/data/tls/server': join(folder, name) };
  const line = Object.entries(here).reduce((text, [what, by]) => text.replaceAll(what, by), command);
  execFileSync('bash', ['-c', line], { stdio: 'pipe' });
  return readFile(join(folder, `${name}.crt`), 'utf8');
}

/** Gives the server its certificate, and waits until it shows it. */
async function encrypt(): Promise<void> {
  const { uid, gid } = await stat(postgres.dataDir);
  for (const kind of ['key', 'crt']) {
    const target = join(postgres.dataDir, `server.${kind}`);
    await copyFile(join(folder, `server.${kind}`), target);
    await chmod(target, 0o600);
    await chown(target, uid, gid);
  }
  const admin = openPool(postgres.adminUrl, { max: 1 });
  await admin.query("alter system set ssl = 'on'");
  await admin.query('select pg_reload_conf()');
  await admin.end();
  await vi.waitFor(async () => expect(await isEncrypted('verify-full', own)).toBe(true), { timeout: 30_000 });
}

const address = (sslmode: string, more = '') => {
  const url = new URL(postgres.adminUrl);
  return `${Object.assign(url, { hostname: 'localhost' }).href}?sslmode=${sslmode}${more}`;
};

async function isEncrypted(sslmode: string, ca?: string): Promise<boolean> {
  const pool = openPool(address(sslmode), { max: 1, ...(ca !== undefined && { ca }) });
  try {
    return (await pool.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows[0].ssl;
  } finally {
    await pool.end();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop-tls-'));
  postgres = await startPostgres();
  own = await makeCertificate('server');
  strangers = await makeCertificate('stranger');
  await encrypt();
});
afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a database with the certificate that its bootstrap makes', () => {
  it('is refused by the address alone, as it lies in SSM', async () => {
    await expect(isEncrypted('verify-full')).rejects.toThrow(/self.signed/i);
  });

  it('is taken by the shop that was given the certificate, and no other server is', async () => {
    expect(await isEncrypted('verify-full', own)).toBe(true);
    await expect(isEncrypted('verify-full', strangers)).rejects.toThrow(/certificate/i);
    await expect(isEncrypted('no-verify', strangers)).rejects.toThrow(/certificate/i);
  });

  it('is taken by any shop that names the certificate’s file', async () => {
    const client = new Client({
      connectionString: address('verify-full', `&sslrootcert=${join(folder, 'server.crt')}`),
    });
    await client.connect();
    await client.end();
    const fooled = new Client({
      connectionString: address('verify-full', `&sslrootcert=${join(folder, 'stranger.crt')}`),
    });
    await expect(fooled.connect()).rejects.toThrow(/certificate/i);
  });
});
