import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEnv } from '../src/server/env';

const PROGRAM = fileURLToPath(new URL('../write-env.mjs', import.meta.url));
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB+zCC/aA=\n-----END CERTIFICATE-----';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop-env-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the build's step with an `aws` that knows these parameters. @returns what the shop then reads, by Next.js's own reader */
async function written(env: Record<string, string>, parameters: Record<string, string> = {}) {
  await writeFile(join(folder, 'parameters.json'), JSON.stringify(parameters));
  const aws = `#!${process.execPath}
const [service, verb, , name, ...query] = process.argv.slice(2);
const known = require('./parameters.json');
if (service !== 'ssm' || verb !== 'get-parameter' || !query.includes('--with-decryption') || !(name in known)) process.exit(254);
console.log(known[name]);`;
  await writeFile(join(folder, 'aws'), aws);
  await chmod(join(folder, 'aws'), 0o755);
  const path = [folder, process.env.PATH].join(delimiter);
  execFileSync(process.execPath, [PROGRAM], {
    cwd: folder,
    env: { NODE_ENV: 'production', ...env, PATH: path },
    stdio: 'pipe',
  });
  const read = `const { combinedEnv } = require('@next/env').loadEnvConfig(${JSON.stringify(folder)});
    console.log(JSON.stringify(combinedEnv))`;
  const child = {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
    env: { NODE_ENV: 'production' },
  } as const;
  return JSON.parse(execFileSync(process.execPath, ['-e', read], child)) as Record<string, string>;
}

it('what the build on Amplify knows, and what lies in SSM, reaches the shop’s server as it is', async () => {
  const databaseUrl = 'postgres://shop:p$HOME"a\\\'b%23@db.shop.example:5432/shop?sslmode=verify-full';
  const env = await written(
    {
      FOOTFALL_ENDPOINT: 'https://static.shop.example/clickstream',
      SHOP_ORIGIN: 'https://shop.example',
      OIDC_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
      OIDC_CLIENT_ID: '7client',
      SHOP_DATABASE_URL_PARAMETER: '/footfall/shop/database-url',
      SHOP_DATABASE_CA_PARAMETER: '/footfall/shop/ca',
      FOOTFALL_SERVER_KEY_PARAMETER: '/footfall/shop/server-key',
    },
    {
      '/footfall/shop/database-url': databaseUrl,
      '/footfall/shop/ca': CERTIFICATE,
      '/footfall/shop/server-key': 'k# $1',
    },
  );
  expect(readEnv({ ...env, NODE_ENV: 'production' })).toEqual({
    databaseUrl,
    databaseCa: CERTIFICATE,
    footfallEndpoint: 'https://static.shop.example/clickstream',
    footfallServerKey: 'k# $1',
    oidc: {
      issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
      clientId: '7client',
      clientSecret: undefined,
    },
    origin: 'https://shop.example',
  });
});

it('nothing else of the build is written', async () => {
  expect(await written({ SHOP_ORIGIN: 'https://shop.example', AWS_SESSION_TOKEN: 'secret' })).not.toHaveProperty(
    'AWS_SESSION_TOKEN',
  );
});

it('a parameter that is not there ends the build', async () => {
  await expect(written({ SHOP_DATABASE_URL_PARAMETER: '/footfall/shop/other' })).rejects.toThrow(/ssm get-parameter/);
});

it('a certificate that the instance has not written yet ends the shop’s start with words', () => {
  const env = {
    NODE_ENV: 'production',
    SHOP_DATABASE_URL: 'postgres://shop@db/shop',
    SHOP_DATABASE_CA: 'none yet',
  } as const;
  expect(() => readEnv(env)).toThrow(/SHOP_DATABASE_CA is no certificate/);
});
