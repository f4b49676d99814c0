// Runs the R tests on a PostgreSQL of their own: started, migrated, and gone again afterwards.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, provisionDatabase, startEmbeddedServer } from '@footfall/warehouse';

const DATABASE = 'clickstream_dw';
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
  await provisionDatabase(server.adminUrl, DATABASE, passwords);
  await migrate(urlOf('footfall_owner', passwords.owner));
  process.exitCode = await runTests();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function urlOf(role, password) {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}`;
}

function runTests() {
  const tests = spawn('Rscript', [fileURLToPath(new URL('run.R', import.meta.url))], {
    stdio: 'inherit',
    env: {
      ...process.env,
      FOOTFALL_TEST_DATABASE_URL: urlOf('footfall_owner', passwords.owner),
      FOOTFALL_TEST_DASH_DATABASE_URL: urlOf('footfall_dash', passwords.dash),
    },
  });
  return new Promise((resolve, reject) => {
    tests.once('exit', (code) => resolve(code ?? 1));
    tests.once('error', () =>
      reject(new Error('Rscript is missing: install R and the packages that README.md lists.')),
    );
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
