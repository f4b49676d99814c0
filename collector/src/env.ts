import type { CollectorConfig } from './config.js';

/** What one machine allows unless told otherwise. */
export const LOCAL_ORIGINS = ['http://localhost:*', 'http://127.0.0.1:*'];

/** A setting is missing or wrong; the message names it and says what is allowed. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

/** Settings of a collector, of either front. */
export interface CollectorSettings {
  config: CollectorConfig;
  lakeUrl: string;
  s3Endpoint: string | undefined;
  logLevel: string;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads and checks a collector's settings.
 * @param env the environment; `RAW_BUCKET` is the name that older deployments use for the lake's bucket
 * @throws SettingsError naming the variable
 */
export function collectorSettings(env: Environment, version: string, defaultOrigins: string[] = []): CollectorSettings {
  const lakeUrl = env.FOOTFALL_LAKE ?? (env.RAW_BUCKET && `s3://${env.RAW_BUCKET}`);
  if (!lakeUrl) throw new SettingsError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
  const allowedOrigins = list(env.FOOTFALL_ALLOWED_ORIGINS) ?? defaultOrigins;
  for (const origin of allowedOrigins)
    if (origin !== '*' && !/^https?:\/\/[a-z0-9.*-]+(:(\d+|\*))?$/i.test(origin))
      throw new SettingsError(
        `FOOTFALL_ALLOWED_ORIGINS: "${origin}" is no origin; use https://shop.example without a path`,
      );
  return {
    config: {
      allowedOrigins,
      writeKeys: list(env.FOOTFALL_WRITE_KEYS) ?? [],
      serverKeys: list(env.FOOTFALL_SERVER_KEYS) ?? [],
      keepFullIp: flag(env, 'FOOTFALL_KEEP_FULL_IP'),
      version,
    },
    lakeUrl,
    s3Endpoint: env.FOOTFALL_S3_ENDPOINT,
    logLevel: env.FOOTFALL_LOG_LEVEL ?? 'info',
  };
}

function list(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function flag(env: Environment, name: string): boolean {
  const value = env[name] ?? 'false';
  if (value !== 'true' && value !== 'false') throw new SettingsError(`${name} must be true or false`);
  return value === 'true';
}
