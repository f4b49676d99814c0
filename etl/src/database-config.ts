import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type pg from 'pg';
import type { DatabaseSettings } from './env.js';
import { SettingsError } from './settings-error.js';

/** Turns settings into what the PostgreSQL client wants; what lies in SSM is fetched. */
export async function databaseConfig(settings: DatabaseSettings, ssm: () => SSMClient): Promise<pg.ClientConfig> {
  const common = { application_name: 'footfall etl' };
  const ca = await fetched(settings.ca, ssm);
  if ('url' in settings) {
    const url = new URL(settings.url);
    if (ca !== undefined) url.searchParams.delete('sslmode'); // it would win over the certificate, `no-verify` for one
    return { ...common, connectionString: url.href, ...tls(ca, url.hostname) };
  }
  const { host, port, user, database, password } = settings;
  return { ...common, host, port, user, database, password: await fetched(password, ssm), ...tls(ca, host) };
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
