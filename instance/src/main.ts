import { availableParallelism, totalmem } from 'node:os';
import { WarehouseError } from '@footfall/warehouse';
import { postgresSettings } from './postgres-settings.js';
import { provision } from './provision.js';

/** The Unix socket of Debian's PostgreSQL; whoever runs this as `postgres` gets in without a password. */
const ADMIN_URL = 'postgres://postgres@localhost/postgres?host=/var/run/postgresql';

const COMMANDS: Record<string, () => Promise<void>> = {
  'postgres-settings': async () => {
    process.stdout.write(postgresSettings({ memoryBytes: totalmem(), processors: availableParallelism() }));
  },
  provision: async () => {
    const { FOOTFALL_DATABASE: database = 'clickstream_dw', OWNER_PASSWORD, ETL_PASSWORD, DASH_PASSWORD } = process.env;
    if (!OWNER_PASSWORD || !ETL_PASSWORD || !DASH_PASSWORD)
      throw new WarehouseError('OWNER_PASSWORD, ETL_PASSWORD and DASH_PASSWORD must be set.');
    const passwords = { owner: OWNER_PASSWORD, etl: ETL_PASSWORD, dash: DASH_PASSWORD };
    const isChanged = await provision({ adminUrl: ADMIN_URL, host: '127.0.0.1', port: 5432, database, passwords });
    console.log(isChanged ? 'changed' : 'unchanged');
  },
};

/**
 * What the bootstrap's shell scripts leave to Footfall's own code.
 * @param command `postgres-settings` prints PostgreSQL's settings for this machine; `provision` makes roles and database
 * @returns the exit code: 0 ok, 1 failed, 2 called wrongly
 */
export async function main(command: string | undefined): Promise<number> {
  const run = COMMANDS[command ?? ''];
  if (!run) {
    console.error(`Use one of: ${Object.keys(COMMANDS).join(', ')}`);
    return 2;
  }
  try {
    await run();
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

process.exitCode = await main(process.argv[2]);
