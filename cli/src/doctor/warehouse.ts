import { pendingMigrations, WarehouseError, withClient } from '@footfall/warehouse';
import { type DataFolder, embeddedUrl, type Secrets, type StackState } from '../data-folder.js';
import { openLakeAt } from '../stack/find-lake.js';
import { ownServerPort } from '../stack/own-server.js';
import { answers } from '../stack/ports.js';
import { type Finding, failed, ok, reason } from './finding.js';
import { checkLedgers } from './ledgers.js';

/** Whether the folder's own PostgreSQL answers; then its schema, its ledgers and its dashboards' role. */
export async function checkWarehouse(folder: DataFolder, secrets: Secrets, state: StackState): Promise<Finding[]> {
  const port = await ownServerPort(folder, secrets, state.portPostgres);
  if (port === undefined) return [await whyNotOurs(secrets, state)];
  const [owner, etl, dash] = (['owner', 'etl', 'dash'] as const).map((role) =>
    embeddedUrl(`footfall_${role}`, secrets[role], port),
  ) as [string, string, string];
  const findings = [checkSchema(owner), checkLedgers(etl, openLakeAt(state.lakeUrl)), checkDashRole(dash)];
  return (await Promise.all<Finding | Finding[]>(findings)).flat();
}

async function whyNotOurs({ superuser }: Secrets, { portPostgres: port }: StackState): Promise<Finding> {
  const start = 'start footfall up, or see logs/postgres.log';
  if (!(await answers(port, '127.0.0.1')))
    return failed('warehouse', `not usable: PostgreSQL does not answer on port ${port}`, start);
  return withClient(embeddedUrl('postgres', superuser, port, 'postgres'), async () =>
    failed(
      'warehouse',
      `the PostgreSQL on port ${port} serves another data folder`,
      'start footfall up with another --port-postgres',
    ),
  ).catch((error: unknown) =>
    failed(
      'warehouse',
      `not usable: ${reason(error)}`,
      `is another PostgreSQL on port ${port}? Then start footfall up with another --port-postgres; else copy secrets.json from a backup`,
    ),
  );
}

async function checkSchema(ownerUrl: string): Promise<Finding> {
  try {
    const pending = await pendingMigrations(ownerUrl);
    return pending.length === 0
      ? ok('warehouse', 'reachable, schema up to date')
      : failed('warehouse', `${pending.length} migrations are missing, first ${pending[0]}`, 'footfall migrate');
  } catch (error) {
    // of a newer or an edited schema; the message says which
    const fix =
      error instanceof WarehouseError
        ? 'run the version of Footfall that fits it'
        : 'copy secrets.json from a backup, or start footfall up again: it sets the passwords';
    return failed('warehouse', `not usable: ${reason(error)}`, fix);
  }
}

async function checkDashRole(dashUrl: string): Promise<Finding> {
  return withClient(dashUrl, (client) => client.query('select from dash.sessions limit 1')).then(
    () => ok('dash role', 'reads schema dash'),
    (error: unknown) =>
      failed(
        'dash role',
        `cannot read schema dash: ${reason(error)}`,
        'footfall migrate; where it is the password: start footfall up again',
      ),
  );
}
