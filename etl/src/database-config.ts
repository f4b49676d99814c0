import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type pg from 'pg';
import { type DatabaseSettings, SettingsError } from './env.js';

/** Turns settings into what the PostgreSQL client wants; a password in SSM is fetched. */
export async function databaseConfig(settings: DatabaseSettings, ssm: () => SSMClient): Promise<pg.ClientConfig> {
  if ('url' in settings) return { connectionString: settings.url, application_name: 'footfall etl' };
  const { password, ...parts } = settings;
  return {
    ...parts,
    password: typeof password === 'string' ? password : await parameter(ssm(), password.ssmParameter),
    application_name: 'footfall etl',
  };
}

async function parameter(ssm: SSMClient, name: string): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  if (!Parameter?.Value) throw new SettingsError(`The SSM parameter ${name} is empty`);
  return Parameter.Value;
}
