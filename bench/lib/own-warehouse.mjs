import { join } from 'node:path';
import { migrate, provisionDatabase, startEmbeddedServer } from '../../warehouse/dist/index.js';

const PASSWORD = 'bench';

/** A warehouse of its own in a folder, with every migration. `stop` leaves its files. */
export async function startWarehouse(folder) {
  const port = 40_000 + (process.pid % 20_000);
  const server = await startEmbeddedServer({
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    port,
    superuserPassword: PASSWORD,
  });
  await provisionDatabase(server.adminUrl, 'clickstream_dw', { owner: PASSWORD, etl: PASSWORD, dash: PASSWORD });
  const url = (role) => `postgres://${role}:${PASSWORD}@127.0.0.1:${port}/clickstream_dw`;
  await migrate(url('footfall_owner'));
  return { url, stop: () => server.stop() };
}
