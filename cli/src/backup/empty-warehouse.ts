import { withClient } from '@footfall/warehouse';
import type { MadeSecrets, WarehouseLogins } from '../data-folder.js';
import { CliError } from '../errors.js';
import { namedBy, placeOf } from '../stack/named-logins.js';
import { readyLogins } from '../stack/named-warehouse.js';

/**
 * The empty database of the user's own that a backup is restored into, its roles made where the login may.
 * @throws CliError where none is named, or it holds a warehouse
 */
export async function emptyWarehouse(secrets: MadeSecrets): Promise<WarehouseLogins> {
  const named = namedBy(process.env, secrets);
  if (!named)
    throw new CliError('--to-database needs FOOTFALL_DATABASE_URL, which names the server and an empty database.');
  const logins = await readyLogins(named, secrets);
  const isTaken = await withClient(logins.owner, async (client) => {
    const { rows } = await client.query(`select to_regclass('public.footfall_migrations') is not null as taken`);
    return rows[0]?.taken === true;
  });
  if (isTaken)
    throw new CliError(
      `${placeOf(logins.owner)} holds a warehouse already, or half of one where a restore was stopped. A restore overwrites nothing: ` +
        'drop that database, or name another one.',
    );
  return logins;
}
