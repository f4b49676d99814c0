import { join } from 'node:path';
import { freePort, migrate, provisionDatabase, startEmbeddedServer, withClient } from '../../warehouse/dist/index.js';

const PASSWORD = 'bench';
const DATABASE = 'clickstream_dw';

/** Starts a warehouse of its own in a folder, with PostgreSQL's settings as `footfall up` has them. */
export async function startWarehouse(folder) {
  const port = await freePort();
  const server = await startEmbeddedServer({
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    port,
    superuserPassword: PASSWORD,
  });
  await provisionDatabase(server.adminUrl, DATABASE, { owner: PASSWORD, etl: PASSWORD, dash: PASSWORD });
  const url = (role) => `postgres://${role}:${PASSWORD}@127.0.0.1:${port}/${DATABASE}`;
  await migrate(url('footfall_owner'));
  const admin = new URL(server.adminUrl);
  admin.pathname = `/${DATABASE}`;
  const data = await withClient(admin.href, emptyTables);
  return {
    url,
    adminUrl: admin.href,
    stop: () => server.stop(),
    /** Takes all data out, and leaves the server with nothing to write. */
    empty: () =>
      withClient(admin.href, async (client) => {
        await client.query(`truncate ${data.join(', ')} restart identity cascade`);
        await client.query('checkpoint');
      }),
  };
}

/** Tables that migrations left empty: all but those which hold what every warehouse needs. */
async function emptyTables(client) {
  const { rows } = await client.query(
    `select oid::regclass::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) = 0`,
  );
  return rows.map(({ name }) => name);
}
