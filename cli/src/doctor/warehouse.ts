import { pendingMigrations, WarehouseError, withClient } from '@footfall/warehouse';
import { type DataFolder, embeddedUrl, type Secrets, type StackState, type WarehouseLogins } from '../data-folder.js';
import { checkRole, LoginRefused } from '../stack/check-login.js';
import { openLakeAt } from '../stack/find-lake.js';
import { LOGIN_VARIABLES, placeOf } from '../stack/named-logins.js';
import { ownServerPort } from '../stack/own-server.js';
import { answers } from '../stack/ports.js';
import { type Finding, failed, ok, reason, warning } from './finding.js';
import { checkLedgers } from './ledgers.js';

/** Whether the stack's PostgreSQL answers; then its schema, its ledgers and its dashboards' role. */
export async function checkWarehouse(folder: DataFolder, secrets: Secrets, state: StackState): Promise<Finding[]> {
  if (secrets.warehouse) return checkNamed(secrets.warehouse, state);
  const port = await ownServerPort(folder, secrets, state.portPostgres);
  if (port === undefined) return [await whyNotOurs(secrets, state)];
  const [owner, etl, dash] = (['owner', 'etl', 'dash'] as const).map((role) =>
    embeddedUrl(`footfall_${role}`, secrets[role], port),
  ) as [string, string, string];
  return checkContent({ owner, etl, dash }, state);
}

/** What helps where a password is not taken: an embedded server gets it anew at each start. */
const EMBEDDED_PASSWORD = 'start footfall up again';
const namedPassword = (variable: string) => `start footfall up again with a ${variable} that is right`;

async function checkContent(
  { owner, etl, dash }: WarehouseLogins,
  { lakeUrl }: StackState,
  dashPassword = EMBEDDED_PASSWORD,
): Promise<Finding[]> {
  const findings = [checkSchema(owner), checkLedgers(etl, openLakeAt(lakeUrl)), checkDashRole(dash, dashPassword)];
  return (await Promise.all<Finding | Finding[]>(findings)).flat();
}

/** A PostgreSQL of the user's own: where it refuses what every start asks of it, nothing else can be looked at. */
async function checkNamed(logins: WarehouseLogins, state: StackState): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { FOOTFALL_DATABASE_URL: named } = process.env;
  if (named && !(URL.canParse(named) && placeOf(named) === placeOf(logins.etl)))
    findings.push(
      warning(
        'warehouse',
        `the stack uses ${placeOf(logins.etl)}, but FOOTFALL_DATABASE_URL names another`,
        'start footfall up again, or correct the variable',
      ),
    );
  try {
    await checkRole(logins.owner, LOGIN_VARIABLES.owner, 'footfall_owner');
    await checkRole(logins.etl, LOGIN_VARIABLES.etl, 'footfall_etl');
  } catch (error) {
    if (!(error instanceof LoginRefused)) throw error;
    return [...findings, failed('warehouse', error.what, `${error.fix}; then start footfall up again`)];
  }
  return [...findings, ...(await checkContent(logins, state, namedPassword(LOGIN_VARIABLES.dash)))];
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

async function checkDashRole(dashUrl: string, passwordFix: string): Promise<Finding> {
  return withClient(dashUrl, (client) => client.query('select from dash.sessions limit 1')).then(
    () => ok('dash role', 'reads schema dash'),
    (error: unknown) =>
      failed(
        'dash role',
        `cannot read schema dash: ${reason(error)}`,
        `footfall migrate; where it is the password: ${passwordFix}`,
      ),
  );
}
