import { SettingsError } from './errors.js';
import type { MappingSettings } from './events/event-mapping.js';
import { readPathRules } from './events/read-path-rules.js';
import { type ShopSettings, shopSettings } from './shop.js';
import { type Timeouts, timeouts } from './warehouse/timeouts.js';

/** Settings of an ETL, of either front. */
export interface EtlSettings {
  lakeUrl: string;
  s3Endpoint: string | undefined;
  logLevel: string;
  database: DatabaseSettings;
  timeouts: Timeouts;
  shop: ShopSettings;
  mapping: MappingSettings;
}

/** A text, or where it lies in SSM. */
export type Kept = string | { ssmParameter: string };

/** The warehouse: a URL or parts, and the certificate (PEM) of the authority that vouches for its server. */
export type DatabaseSettings = ({ url: string } | DatabaseParts) & { ca?: Kept };

interface DatabaseParts {
  host: string;
  port: number;
  user: string;
  database: string;
  password: Kept;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads and checks the ETL's settings.
 * @param env the environment; `RAW_BUCKET` and `DWH_*` are the names that older deployments use
 * @throws SettingsError naming the variable
 */
export function etlSettings(env: Environment): EtlSettings {
  const lakeUrl = env.FOOTFALL_LAKE ?? (env.RAW_BUCKET && `s3://${env.RAW_BUCKET}`);
  if (!lakeUrl) throw new SettingsError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
  return {
    lakeUrl,
    s3Endpoint: env.FOOTFALL_S3_ENDPOINT,
    logLevel: env.FOOTFALL_LOG_LEVEL ?? 'info',
    database: databaseSettings(env),
    timeouts: timeouts(env),
    shop: shopSettings(env),
    mapping: mappingSettings(env),
  };
}

/** Reads and checks how a shop wants its events mapped. @throws SettingsError naming the variable */
export function mappingSettings(env: Environment): MappingSettings {
  return { pathRules: readPathRules(env.FOOTFALL_PATH_RULES) };
}

function databaseSettings(env: Environment): DatabaseSettings {
  const ca = certificateOf(env);
  return { ...databaseParts(env), ...(ca && { ca }) };
}

function databaseParts(env: Environment): { url: string } | DatabaseParts {
  const url = env.FOOTFALL_DATABASE_URL;
  if (url) {
    if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
      throw new SettingsError('FOOTFALL_DATABASE_URL must look like postgres://user:password@host:5432/clickstream_dw');
    return { url };
  }
  if (!env.DWH_HOST)
    throw new SettingsError(
      'The warehouse is not set: use FOOTFALL_DATABASE_URL, or DWH_HOST and the other DWH_ variables',
    );
  const port = Number(env.DWH_PORT ?? 5432);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new SettingsError('DWH_PORT must be a port number');
  return {
    host: env.DWH_HOST,
    port,
    user: env.DWH_USER ?? 'footfall_etl',
    database: env.DWH_DATABASE ?? 'clickstream_dw',
    password: passwordOf(env),
  };
}

function certificateOf(env: Environment): Kept | undefined {
  const pem = env.FOOTFALL_DATABASE_CA;
  if (pem && !pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new SettingsError('FOOTFALL_DATABASE_CA must be a certificate in PEM, as -----BEGIN CERTIFICATE-----…');
  if (pem) return pem;
  return env.FOOTFALL_DATABASE_CA_PARAMETER ? { ssmParameter: env.FOOTFALL_DATABASE_CA_PARAMETER } : undefined;
}

function passwordOf(env: Environment): Kept {
  if (env.DWH_PASSWORD) return env.DWH_PASSWORD;
  if (env.DWH_PASSWORD_PARAMETER) return { ssmParameter: env.DWH_PASSWORD_PARAMETER };
  throw new SettingsError('The password is not set: use DWH_PASSWORD, or DWH_PASSWORD_PARAMETER with an SSM parameter');
}
