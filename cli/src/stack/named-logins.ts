import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder, Secrets, WarehouseLogins } from '../data-folder.js';
import { CliError } from '../errors.js';

/** The variables that name a PostgreSQL of the user's own, by the role that signs in. */
export const LOGIN_VARIABLES = {
  owner: 'FOOTFALL_OWNER_DATABASE_URL',
  etl: 'FOOTFALL_DATABASE_URL',
  dash: 'FOOTFALL_DASH_DATABASE_URL',
  analyst: 'FOOTFALL_ANALYST_DATABASE_URL',
} as const;

/** A warehouse that the user names: by a login that makes the others, or by a login for each role. */
export type NamedWarehouse = { adminUrl: string } | { logins: WarehouseLogins };

/** Databases that every server has; a warehouse gets one of its own. */
const NO_WAREHOUSE = new Set(['', 'postgres', 'template0', 'template1']);
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The warehouse that a folder's stack uses instead of an embedded one: what the environment names, else what an earlier start was told.
 *
 * @returns undefined for the embedded one
 * @throws CliError where that cannot be
 */
export function namedWarehouse(
  folder: DataFolder,
  secrets: Secrets | undefined,
  env: NodeJS.ProcessEnv,
): NamedWarehouse | undefined {
  const named = namedBy(env, secrets);
  const hasEmbedded = existsSync(join(folder.postgres, 'PG_VERSION'));
  if (!named && !hasEmbedded && env[LOGIN_VARIABLES.owner] && env[LOGIN_VARIABLES.dash])
    checkedUrl(LOGIN_VARIABLES.etl, env[LOGIN_VARIABLES.etl]); // forgotten: an embedded one is not what was meant
  if (named && hasEmbedded)
    throw new CliError(
      `${folder.path} has an embedded warehouse, and FOOTFALL_DATABASE_URL names another. To go on with the embedded one, unset ` +
        'FOOTFALL_DATABASE_URL. To move it: "footfall backup --to BACKUP", stop, then "footfall restore BACKUP --to-database" with a ' +
        'new --data folder.',
    );
  return named;
}

/** What the environment names, else what the secrets do. */
export function namedBy(env: NodeJS.ProcessEnv, secrets: Secrets | undefined): NamedWarehouse | undefined {
  const known = secrets?.warehouse;
  const { FOOTFALL_DATABASE_URL: etl, FOOTFALL_OWNER_DATABASE_URL: owner, FOOTFALL_DASH_DATABASE_URL: dash } = env;
  // A shell that has read the folder's footfall.env names what the folder has.
  if (!etl || etl === known?.etl || isEmbedded(etl, secrets))
    return known && { logins: { ...known, ...loginsOf(env, ['owner', 'dash', 'analyst']) } };
  if (!owner && !dash) return { adminUrl: checkedUrl('FOOTFALL_DATABASE_URL', etl) };
  return {
    logins: {
      owner: checkedUrl(LOGIN_VARIABLES.owner, owner),
      etl: checkedUrl(LOGIN_VARIABLES.etl, etl),
      dash: checkedUrl(LOGIN_VARIABLES.dash, dash),
      ...loginsOf(env, ['analyst']),
    },
  };
}

/** Those that the environment names: one that was corrected goes before what an earlier start was told. */
function loginsOf(env: NodeJS.ProcessEnv, roles: (keyof typeof LOGIN_VARIABLES)[]): Partial<WarehouseLogins> {
  const named = roles.filter((role) => env[LOGIN_VARIABLES[role]]);
  return Object.fromEntries(named.map((role) => [role, checkedUrl(LOGIN_VARIABLES[role], env[LOGIN_VARIABLES[role]])]));
}

function isEmbedded(text: string, secrets: Secrets | undefined): boolean {
  if (!secrets || secrets.warehouse || !URL.canParse(text)) return false;
  const { username, password, hostname } = new URL(text);
  return username === 'footfall_etl' && password === secrets.etl && LOOPBACK.has(hostname);
}

/** Its words never hold the URL, which has a password. */
function checkedUrl(name: string, text: string | undefined): string {
  if (!text)
    throw new CliError(
      `${name} is not set. A login for each role needs ${LOGIN_VARIABLES.owner}, ${LOGIN_VARIABLES.etl} and ${LOGIN_VARIABLES.dash}; ` +
        `${LOGIN_VARIABLES.etl} alone, with a login that may make roles, makes them.`,
    );
  const form = `postgres://USER:PASSWORD@HOST:PORT/clickstream_dw`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === '' || url.username === '')
    throw new CliError(
      `${name} is no URL of a PostgreSQL. It looks like ${form}; characters such as @ : / ? in the password are percent-encoded.`,
    );
  if (NO_WAREHOUSE.has(databaseOf(url)))
    throw new CliError(`${name} names no database for the warehouse alone. It looks like ${form}.`);
  if ([...url.searchParams.keys()].some((key) => key !== 'sslmode'))
    throw new CliError(`${name} has a parameter that is not known. Only sslmode is.`);
  return url.href;
}

/** The name of a URL's database. */
export const databaseOf = (url: URL) => decodeURIComponent(url.pathname.slice(1));

/** Where a URL points to, for people: without its login. */
export function placeOf(text: string): string {
  const { hostname, port, pathname } = new URL(text);
  return `postgres://${hostname}:${port || 5432}${pathname}`;
}

/** An environment for what shows itself to others: without the warehouse's logins. */
export function withoutLogins(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names: readonly string[] = Object.values(LOGIN_VARIABLES);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}
