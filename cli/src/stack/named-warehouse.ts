import { setTimeout as sleep } from 'node:timers/promises';
import type { ShopSettings } from '@footfall/etl';
import { migrate, provisionDatabase } from '@footfall/warehouse';
import type pg from 'pg';
import type { DataFolder, MadeSecrets, WarehouseLogins } from '../data-folder.js';
import { CliError } from '../errors.js';
import { checkRole, checkVersion, isAway, LoginRefused, notOwner, signedIn } from './check-login.js';
import { databaseOf, LOGIN_VARIABLES, type NamedWarehouse, placeOf } from './named-logins.js';
import { tellShop } from './shop-settings.js';
import type { WarehousePart } from './warehouse.js';

export interface NamedWarehouseOptions {
  folder: DataFolder;
  named: NamedWarehouse;
  /** The shop's settings, where they are told. */
  shop: ShopSettings;
}

/** Brings a warehouse of the user's own up to date, and remembers how it is reached. The server is never started or stopped. */
async function useNamedWarehouse({ folder, named, shop }: NamedWarehouseOptions): Promise<WarehousePart> {
  const secrets = await folder.ensureSecrets();
  const logins = await readyLogins(named, secrets);
  await migrate(logins.owner);
  await tellShop(logins.owner, shop);
  await folder.saveSecrets({ ...secrets, warehouse: logins });
  return {
    place: `${placeOf(logins.etl)} (your own PostgreSQL)`,
    etlUrl: logins.etl,
    dashUrl: logins.dash,
    analystUrl: logins.analyst,
    shopUrl: process.env.SHOP_DATABASE_URL,
    stop: async () => {},
  };
}

/** Between two attempts to reach a warehouse that is away. */
const AGAIN_MS = 5000;

/**
 * The same for one that was used before and may be away, as after a power cut that took both machines: waits until it answers.
 * @returns undefined where the start was stopped meanwhile
 */
export async function awaitNamedWarehouse(
  options: NamedWarehouseOptions,
  say: (line: string) => void,
  stopped: AbortSignal,
): Promise<WarehousePart | undefined> {
  const wasUsed = (await options.folder.secrets())?.warehouse !== undefined;
  let isTold = false;
  while (!stopped.aborted)
    try {
      return await useNamedWarehouse(options);
    } catch (error) {
      if (!wasUsed || !isAway(error)) throw error;
      if (!isTold) say(`warehouse   ${error.message} Events are taken meanwhile, and it is tried again.`);
      isTold = true;
      await sleep(AGAIN_MS, undefined, { signal: stopped }).catch(() => {});
    }
  return undefined;
}

/**
 * Logins of a named warehouse that are known to work, its database and roles made where the login may.
 * @throws LoginRefused where the server does not do, with what to do
 */
export async function readyLogins(named: NamedWarehouse, secrets: MadeSecrets): Promise<WarehouseLogins> {
  const logins = 'logins' in named ? named.logins : await provision(named.adminUrl, secrets);
  checkSameDatabase(logins);
  const variables = 'logins' in named ? LOGIN_VARIABLES : { ...LOGIN_VARIABLES, owner: LOGIN_VARIABLES.etl };
  await checkRole(logins.owner, variables.owner, 'footfall_owner');
  await checkRole(logins.etl, LOGIN_VARIABLES.etl, 'footfall_etl');
  await checkRole(logins.dash, LOGIN_VARIABLES.dash, 'footfall_dash');
  if (logins.analyst) await checkRole(logins.analyst, LOGIN_VARIABLES.analyst, 'footfall_analyst');
  return logins;
}

/** Host and port may differ, as behind a pooler. */
function checkSameDatabase({ etl, ...others }: WarehouseLogins): void {
  const database = databaseOf(new URL(etl));
  for (const [role, url] of Object.entries(others)) {
    const other = databaseOf(new URL(url));
    if (other !== database)
      throw new CliError(
        `${LOGIN_VARIABLES[role as keyof typeof others]} names database ${other}, ${LOGIN_VARIABLES.etl} ${database}: all must name the same.`,
      );
  }
}

const ROLES = ['owner', 'etl', 'dash', 'analyst'] as const;

/** Makes roles and database with a login that may; nothing else is done as it. */
async function provision(adminUrl: string, secrets: MadeSecrets): Promise<WarehouseLogins> {
  const server = new URL(adminUrl);
  const database = databaseOf(server);
  server.pathname = '/postgres';
  const logins = loginsAt(adminUrl, secrets);
  await signedIn(server.href, LOGIN_VARIABLES.etl, async (client) => {
    await checkAdmin(client, adminUrl);
    await checkRolesAreOurs(client, logins);
  });
  await provisionDatabase(server.href, database, secrets).catch((error: Error) => {
    throw new CliError(
      `Roles and database could not be made at ${placeOf(adminUrl)}: ${error.message}. Give a login that may, or have them made.`,
    );
  });
  return logins;
}

function loginsAt(adminUrl: string, secrets: MadeSecrets): Required<WarehouseLogins> {
  const as = (role: (typeof ROLES)[number]) => {
    const url = new URL(adminUrl);
    url.username = `footfall_${role}`;
    url.password = secrets[role];
    return url.href;
  };
  return { owner: as('owner'), etl: as('etl'), dash: as('dash'), analyst: as('analyst') };
}

async function checkAdmin(client: pg.Client, adminUrl: string): Promise<void> {
  interface Facts {
    version: number;
    user: string;
    may: boolean;
    owner: string | null;
    hasOwner: boolean;
  }
  const { rows } = await client.query<Facts>(
    `select current_setting('server_version_num')::integer as version, r.rolname as user,
       r.rolsuper or (r.rolcreaterole and (r.rolcreatedb or d.datname is not null)) as may,
       pg_get_userbyid(d.datdba) as owner, to_regrole('footfall_owner') is not null as "hasOwner"
     from pg_roles as r
     left join pg_database as d on d.datname = $1
     where r.rolname = current_user`,
    [databaseOf(new URL(adminUrl))],
  );
  const { version = 0, user, may, owner, hasOwner } = rows[0] ?? {};
  checkVersion(version, placeOf(adminUrl));
  if (!may)
    throw new LoginRefused(
      `${user} may not make roles and databases at ${placeOf(adminUrl)}`,
      `Name a login in ${LOGIN_VARIABLES.etl} that may, which only the first start needs; or have them made, and name a login for each ` +
        `role by ${LOGIN_VARIABLES.owner}, ${LOGIN_VARIABLES.etl} and ${LOGIN_VARIABLES.dash}: docs/one-machine.md`,
    );
  if (!owner || owner === 'footfall_owner') return;
  if (hasOwner) throw notOwner(adminUrl);
  const database = databaseOf(new URL(adminUrl));
  throw new LoginRefused(
    `Database ${database} at ${placeOf(adminUrl)} is there, but the role that is to own it is not`,
    `Drop it, or name another: the first start makes roles and database`,
  );
}

/** The password was right: there is no such database yet, or the role may not enter it. */
const MAY_NOT_ENTER = new Set(['3D000', '42501']);

/** Roles are the whole server's: a password that is set anew would shut out another stack. */
async function checkRolesAreOurs(client: pg.Client, logins: Required<WarehouseLogins>): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select rolname as name from pg_roles where rolcanlogin');
  for (const role of ROLES) {
    if (!rows.some(({ name }) => name === `footfall_${role}`)) continue;
    try {
      await signedIn(logins[role], LOGIN_VARIABLES.etl, async () => {});
    } catch (error) {
      if (MAY_NOT_ENTER.has((error as LoginRefused).code ?? '')) continue;
      if ((error as LoginRefused).code === '28P01')
        throw new LoginRefused(
          `The PostgreSQL at ${placeOf(logins[role])} has a role footfall_${role} already, with another password than this data folder knows`,
          'Where secrets.json was lost, copy it from a backup. Where another Footfall uses the server, give this one a server of its own, ' +
            `or name a login for each role by ${LOGIN_VARIABLES.owner}, ${LOGIN_VARIABLES.etl} and ${LOGIN_VARIABLES.dash}`,
        );
      throw error;
    }
  }
}
