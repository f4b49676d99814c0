// Writes schema.sql, docs/warehouse.md and docs/metrics-sql.md: starts an embedded server in a temporary folder, makes the warehouse, and describes it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  documentMetrics,
  documentSchema,
  dumpSchema,
  migrate,
  provisionDatabase,
  startEmbeddedServer,
  withClient,
} from '@footfall/warehouse';

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const folder = await mkdtemp(join(tmpdir(), 'footfall-schema-'));
const server = await startEmbeddedServer({
  dataDir: join(folder, 'postgres'),
  logFile: join(folder, 'postgres.log'),
  port,
  superuserPassword: 'schema',
});
try {
  const passwords = { owner: 'schema', etl: 'schema', dash: 'schema' };
  await provisionDatabase(server.adminUrl, 'clickstream_dw', passwords);
  const ownerUrl = `postgres://footfall_owner:schema@127.0.0.1:${port}/clickstream_dw`;
  await migrate(ownerUrl);
  await writeFile(new URL('../schema.sql', import.meta.url), await withClient(ownerUrl, dumpSchema));
  await writeFile(new URL('../../docs/warehouse.md', import.meta.url), await withClient(ownerUrl, documentSchema));
  const metrics = await readFile(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  await writeFile(
    new URL('../../docs/metrics-sql.md', import.meta.url),
    await withClient(ownerUrl, (client) => documentMetrics(client, metrics)),
  );
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
