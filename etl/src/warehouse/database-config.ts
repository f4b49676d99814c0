import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type pg from 'pg';
import type { DatabaseSettings } from '../env.js';
import { SettingsError } from '../errors.js';
import { DEFAULT_TIMEOUTS, type Timeouts } from './timeouts.js';

/** An idle connection is probed after so many seconds, as a firewall between forgets what is silent for minutes. */
const KEEPALIVE_SECONDS = 60;
/**
 * The server probes as well, and gives up after six answers that did not come: a run whose machine vanished then lets go of its
 * locks within two minutes, not two hours.
 */
const SERVER_KEEPALIVE = `-c tcp_keepalives_idle=${KEEPALIVE_SECONDS} -c tcp_keepalives_interval=10 -c tcp_keepalives_count=6`;

/** A connection of the ETL: a URL, or the client's own settings, with timeouts and keepalive where they say nothing else. */
export function connectionTo(
  database: string | pg.ClientConfig,
  timeouts: Timeouts = DEFAULT_TIMEOUTS,
): pg.ClientConfig {
  return {
    application_name: 'footfall etl',
    connectionTimeoutMillis: timeouts.connectMs,
    statement_timeout: timeouts.statementMs,
    lock_timeout: timeouts.lockMs,
    idle_in_transaction_session_timeout: timeouts.idleMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_SECONDS * 1000,
    options: SERVER_KEEPALIVE,
    ...(typeof database === 'string' ? { connectionString: database } : database),
  };
}

/** Turns settings into what the PostgreSQL client wants; what lies in SSM is fetched. */
export async function databaseConfig(settings: DatabaseSettings, ssm: () => SSMClient): Promise<pg.ClientConfig> {
  const ca = await fetched(settings.ca, ssm);
  if ('url' in settings) {
    const url = new URL(settings.url);
    if (ca !== undefined) url.searchParams.delete('sslmode'); // it would win over the certificate, `no-verify` for one
    return { connectionString: url.href, ...tls(ca, url.hostname) };
  }
  const { host, port, user, database, password } = settings;
  return { host, port, user, database, password: await fetched(password, ssm), ...tls(ca, host) };
}

/** With an authority's certificate, the server must show one of that authority for its host, be it a name or an address. */
function tls(ca: string | undefined, host: string): Pick<pg.ClientConfig, 'ssl'> {
  // The client tells Node.js the names of hosts only; an address would be checked as `localhost`.
  return ca === undefined ? {} : { ssl: { ca, host } as pg.ClientConfig['ssl'] };
}

async function fetched<T extends string | undefined>(
  value: T | { ssmParameter: string },
  ssm: () => SSMClient,
): Promise<T | string> {
  return typeof value === 'object' ? parameter(ssm(), value.ssmParameter) : value;
}

async function parameter(ssm: SSMClient, name: string): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  if (!Parameter?.Value) throw new SettingsError(`The SSM parameter ${name} is empty`);
  return Parameter.Value;
}
