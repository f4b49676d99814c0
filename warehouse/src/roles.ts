import pg from 'pg';
import { scramVerifier } from './scram-verifier.js';

/** Passwords of the warehouse's roles. */
export interface RolePasswords {
  owner: string;
  etl: string;
  dash: string;
  /** Of footfall_analyst; without it nobody can log in as it until the server's administrator lets them. */
  analyst?: string;
}

/**
 * Makes the roles and a database of the owner's, or sets their passwords where they exist. Needs a login that may
 * create roles and databases; it is used for nothing else, so nothing of Footfall ever runs as superuser.
 */
export async function provisionDatabase(adminUrl: string, database: string, passwords: RolePasswords): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await ensureRole(client, 'footfall_owner', passwords.owner);
    await ensureRole(client, 'footfall_etl', passwords.etl);
    await ensureRole(client, 'footfall_dash', passwords.dash);
    await ensureAnalyst(client, passwords.analyst);
    await ensureDatabase(client, database, 'footfall_owner');
    await client.query(`grant connect, temporary on database ${pg.escapeIdentifier(database)} to footfall_etl`);
    await client.query(`grant connect on database ${pg.escapeIdentifier(database)} to footfall_dash, footfall_analyst`);
    for (const [role, settings] of Object.entries({ footfall_dash: DASH_SETTINGS, footfall_analyst: ANALYST_SETTINGS }))
      for (const [name, value] of Object.entries(settings))
        await client.query(`alter role ${role} in database ${pg.escapeIdentifier(database)} set ${name} = '${value}'`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  await withClient(url.href, withdrawBuiltIns);
}

/** So many seconds a statement of the dashboards, and of an analyst's tools, may take. */
const DASH_SECONDS = 60;
const ANALYST_SECONDS = 300;
/**
 * Work that needs tables for itself tries for so many milliseconds to get past readers: longer than any statement of theirs may take,
 * and time to get in when it has ended.
 */
export const READERS_PATIENCE_MS = (Math.max(DASH_SECONDS, ANALYST_SECONDS) + 30) * 1000;

/** What a connection of the dashboards begins with; they may ask for less time. */
const DASH_SETTINGS = {
  default_transaction_read_only: 'on',
  statement_timeout: `${DASH_SECONDS}s`,
  idle_in_transaction_session_timeout: '60s',
};

/** The same for analysts' tools, whose questions may take longer, and which show what they may read without being told where. */
const ANALYST_SETTINGS = { ...DASH_SETTINGS, statement_timeout: `${ANALYST_SECONDS}s`, search_path: 'dash' };

/**
 * PostgreSQL's own functions that everybody may call, and that do harm in the hands of a reader: large objects fill the disk,
 * advisory locks are what loading and migrations wait for.
 */
const WITHDRAWN = '^(lo_|lowrite$|loread$|pg_advisory_|pg_try_advisory_)';

/** Takes them from everybody in this database, and gives locks to those who need them. They belong to the superuser. */
async function withdrawBuiltIns(client: pg.Client): Promise<void> {
  await client.query(`
    do $$
    declare
        built_in record;
    begin
        for built_in in
            select p.oid::regprocedure as name, p.proname ~ 'advisory' as is_lock
            from pg_proc as p
            inner join pg_roles as r on r.oid = p.proowner and r.rolname = current_user
            where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '${WITHDRAWN}'
        loop
            execute format('revoke execute on function %s from public', built_in.name);
            if built_in.is_lock then
                execute format('grant execute on function %s to footfall_owner, footfall_etl', built_in.name);
            end if;
        end loop;
    end
    $$`);
}

/** Makes a login role of no special rights, or sets its password, which the server does not get to read where it is ASCII. */
export async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  const verb = rowCount ? 'alter' : 'create';
  // PostgreSQL 16 and newer; the server makes no verifier weaker than this says
  const { rows } = await client.query<{ rounds: string | null }>(
    `select current_setting('scram_iterations', true) as rounds`,
  );
  const verifier = scramVerifier(password, Number(rows[0]?.rounds) || undefined);
  await client.query(`${verb} role ${pg.escapeIdentifier(role)} login password ${pg.escapeLiteral(verifier)}`);
}

async function ensureAnalyst(client: pg.Client, password: string | undefined): Promise<void> {
  if (password !== undefined) return ensureRole(client, 'footfall_analyst', password);
  const { rowCount } = await client.query(`select from pg_roles where rolname = 'footfall_analyst'`);
  if (!rowCount) await client.query('create role footfall_analyst nologin');
}

/** Who may make roles, and is no superuser, makes nothing in the name of a role before being a member of it. */
async function joinRole(client: pg.Client, role: string): Promise<void> {
  const { rowCount } = await client.query(
    `select where pg_has_role(current_user, $1, 'usage') and pg_has_role(current_user, $1, 'set')`,
    [role],
  );
  if (!rowCount) await client.query(`grant ${pg.escapeIdentifier(role)} to current_user`);
}

/** Makes a database that only its owner and who he grants it to may enter. */
export async function ensureDatabase(client: pg.Client, database: string, owner: string): Promise<void> {
  await joinRole(client, owner);
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  const name = pg.escapeIdentifier(database);
  if (!rowCount) await client.query(`create database ${name} owner ${pg.escapeIdentifier(owner)}`);
  await client.query(`revoke all on database ${name} from public`);
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'footfall' });
  client.on('error', () => {}); // a connection that breaks later fails its query, which reports it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
