// Runs the R tests on a PostgreSQL of their own: started, migrated, and gone again afterwards. It holds two warehouses: one that the tests
// fill by hand, and a made-up shop's, which footfall loads, with what is true of it.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { freePort, migrate, provisionDatabase, startEmbeddedServer } from '@footfall/warehouse';

const DATABASE = 'clickstream_dw';
const MADE_DATABASE = 'made_shop_dw';
const passwords = { owner: 'owner', etl: 'etl', dash: 'p@ss/word' };

const folder = await mkdtemp(join(tmpdir(), 'footfall-dashboards-'));
const port = await freePort();
const server = await startEmbeddedServer({
  dataDir: join(folder, 'postgres'),
  logFile: join(folder, 'postgres.log'),
  port,
  superuserPassword: 'admin',
});
try {
  for (const database of [DATABASE, MADE_DATABASE]) {
    await provisionDatabase(server.adminUrl, database, passwords);
    await migrate(urlOf('footfall_owner', passwords.owner, database));
  }
  await loadMadeShop();
  process.exitCode = await runTests();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function urlOf(role, password, database = DATABASE) {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Three weeks of a shop of several currencies, devices and countries, and what its generator knows of them. */
async function loadMadeShop() {
  const lake = join(folder, 'lake');
  const shop = { to: `lake:${lake}`, truth: join(folder, 'truth.json'), zone: 'Europe/Berlin', products: 200, seed: 7 };
  const size = { events: 20_000, days: 20, end: '2026-03-22T00:00:00Z', 'objects-per-hour': 1 };
  await runNode('../../bench/shop.mjs', { ...shop, ...size });
  await runNode('../../cli/bin/footfall.js', {}, ['etl', '--json'], {
    FOOTFALL_LAKE: pathToFileURL(lake).href,
    FOOTFALL_DATABASE_URL: urlOf('footfall_etl', passwords.etl, MADE_DATABASE),
    FOOTFALL_OWNER_DATABASE_URL: urlOf('footfall_owner', passwords.owner, MADE_DATABASE),
    FOOTFALL_TIME_ZONE: shop.zone,
  });
}

async function runNode(file, options, words = ['--quiet'], env = {}) {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await promisify(execFile)(process.execPath, [script, ...args, ...words], { env: { ...process.env, ...env } });
}

function runTests() {
  const tests = spawn('Rscript', [fileURLToPath(new URL('run.R', import.meta.url))], {
    stdio: 'inherit',
    env: {
      ...process.env,
      FOOTFALL_TEST_DATABASE_URL: urlOf('footfall_owner', passwords.owner),
      FOOTFALL_TEST_DASH_DATABASE_URL: urlOf('footfall_dash', passwords.dash),
      FOOTFALL_TEST_MADE_DATABASE_URL: urlOf('footfall_dash', passwords.dash, MADE_DATABASE),
      FOOTFALL_TEST_TRUTH: join(folder, 'truth.json'),
    },
  });
  return new Promise((resolve, reject) => {
    tests.once('exit', (code) => resolve(code ?? 1));
    tests.once('error', () =>
      reject(new Error('Rscript is missing: install R and the packages that README.md lists.')),
    );
  });
}
