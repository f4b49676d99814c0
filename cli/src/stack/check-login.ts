import pg from 'pg';
import { CliError } from '../errors.js';
import { databaseOf, placeOf } from './named-logins.js';

/** A PostgreSQL of the user's own does not do; `fix` says what to do. */
export class LoginRefused extends CliError {
  override name = 'LoginRefused';

  constructor(
    readonly what: string,
    readonly fix: string,
    /** PostgreSQL's code, or the network's. */
    readonly code?: string,
  ) {
    super(`${what}. ${fix}.`);
  }
}

/** The first major version that has all that the schema needs: the right to maintain tables. */
export const OLDEST_SERVER = 17;
/** A host that drops what comes would else keep a start for minutes. */
const CONNECT_MS = 10_000;

/** Runs `work` on a connection. @param variable the one that names it, for what is said @throws LoginRefused where it cannot be had */
export async function signedIn<T>(url: string, variable: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'footfall',
  });
  client.on('error', () => {}); // a connection that breaks later fails its query, which reports it
  try {
    await client.connect().catch((error: unknown) => {
      throw refusal(error as Error & { code?: string }, url, variable);
    });
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

const TIMED_OUT = 'ETIMEDOUT';
const STARTING = '57P03';
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  TIMED_OUT,
]);

/** Whether it may answer later without anybody's correcting anything. */
export const isAway = (error: unknown): error is LoginRefused =>
  error instanceof LoginRefused && (AWAY.has(error.code ?? '') || error.code === STARTING);

function refusal({ code, message }: Error & { code?: string }, text: string, variable: string): LoginRefused {
  const url = new URL(text);
  const [place, user, database] = [placeOf(text), decodeURIComponent(url.username), databaseOf(url)];
  const refused = (what: string, fix: string) => new LoginRefused(what, fix, code);
  if (AWAY.has(code ?? '') || /timeout/.test(message))
    return new LoginRefused(
      `No PostgreSQL answers at ${place} (${code ?? message})`,
      `Start it, or correct host and port in ${variable}`,
      code ?? TIMED_OUT,
    );
  if (code === STARTING) return refused(`The PostgreSQL at ${place} is starting or stopping`, 'Try again in a moment');
  if (code === '28P01')
    return refused(
      `The PostgreSQL at ${place} does not take the password of ${user}, or has no such role`,
      `Correct ${variable}`,
    );
  if (code === '28000')
    return refused(`The PostgreSQL at ${place} does not let ${user} in (${message})`, 'Add a line to its pg_hba.conf');
  if (code === '3D000')
    return refused(
      `The PostgreSQL at ${place} has no database ${database}`,
      `Make it as its administrator: create database ${database} owner footfall_owner`,
    );
  if (code === '42501')
    return refused(
      `${user} may not enter database ${database} at ${place}`,
      `Let it, as the administrator: grant connect on database ${database} to ${user}`,
    );
  return refused(`The PostgreSQL at ${place} cannot be used: ${message}`, `Mend that, or correct ${variable}`);
}

/** @throws LoginRefused where a server is too old. @param version as `server_version_num`: 160004 */
export function checkVersion(version: number, place: string): void {
  const major = Math.floor(version / 10_000);
  if (major < OLDEST_SERVER)
    throw new LoginRefused(
      `The PostgreSQL at ${place} is version ${major}`,
      `The warehouse needs ${OLDEST_SERVER} or later: upgrade it, or leave FOOTFALL_DATABASE_URL away for an embedded one`,
    );
}

interface LoginFacts {
  version: number;
  user: string;
  owns: boolean;
  isSuper: boolean;
  encoding: string;
}

/** Whether a role's login is the role, on a server that does. @throws LoginRefused where not */
export async function checkRole(url: string, variable: string, role: string): Promise<void> {
  await signedIn(url, variable, async (client) => {
    const { rows } = await client.query<LoginFacts>(
      `select current_setting('server_version_num')::integer as version, current_user as user, r.rolsuper as "isSuper",
         pg_has_role(current_user, d.datdba, 'usage') as owns, pg_encoding_to_char(d.encoding) as encoding
       from pg_roles as r, pg_database as d
       where r.rolname = current_user and d.datname = current_database()`,
    );
    const { version, user, owns, isSuper, encoding } = rows[0] as LoginFacts;
    checkVersion(version, placeOf(url));
    if (encoding !== 'UTF8')
      throw new LoginRefused(
        `Database ${databaseOf(new URL(url))} at ${placeOf(url)} has encoding ${encoding}, which shoppers' words do not fit into`,
        `Make one with: create database NAME owner footfall_owner encoding 'UTF8' template template0`,
      );
    if (user !== role)
      throw new LoginRefused(
        `${variable} signs in as ${user}`,
        `It must name the role ${role}, whose rights are known`,
      );
    if (isSuper)
      throw new LoginRefused(
        `${role} is a superuser at ${placeOf(url)}`,
        `Nothing of Footfall needs that. As the administrator: alter role ${role} nosuperuser`,
      );
    if (role === 'footfall_owner' && !owns) throw notOwner(url);
  });
}

/** The schema's owner makes schemas and swaps them, which only the database's owner may. */
export function notOwner(text: string): LoginRefused {
  const database = databaseOf(new URL(text));
  return new LoginRefused(
    `footfall_owner does not own database ${database} at ${placeOf(text)}`,
    `As the administrator: alter database ${database} owner to footfall_owner`,
  );
}
