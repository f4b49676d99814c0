import { addressTest } from './addresses.js';
import type { CognitoConfig, CollectorConfig, Rate, WriteKey } from './config.js';
import { GROUP_COMMIT_DEFAULTS, type GroupCommitOptions } from './group-commit.js';
import { isBrokenHash } from './keys.js';
import { isOriginPattern } from './origins.js';

/** What one machine allows unless told otherwise. */
export const LOCAL_ORIGINS = ['http://localhost:*', 'http://127.0.0.1:*'];

/** A group that waits for longer saves nothing worth a visitor's wait. */
const MOST_GROUP_MS = 1000;
/** Pino's, the quietest first. */
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];
/** What HTTP allows as a header's name, in lower case. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

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
  return {
    config: {
      allowedOrigins: origins(list(env.FOOTFALL_ALLOWED_ORIGINS) ?? defaultOrigins, 'FOOTFALL_ALLOWED_ORIGINS'),
      writeKeys: writeKeys(env.FOOTFALL_WRITE_KEYS),
      serverKeys: serverKeys(env.FOOTFALL_SERVER_KEYS),
      keepFullIp: flag(env, 'FOOTFALL_KEEP_FULL_IP'),
      version,
      ...networks(env),
      ...(env.FOOTFALL_COUNTRY_HEADER && { countryHeader: headerName(env.FOOTFALL_COUNTRY_HEADER) }),
      ...(env.FOOTFALL_COGNITO_USER_POOL && { cognito: cognito(env, env.FOOTFALL_COGNITO_USER_POOL) }),
      rates: { ...rate(env, 'FOOTFALL_RATE_PER_ADDRESS', 'address'), ...rate(env, 'FOOTFALL_RATE_PER_KEY', 'key') },
      groupCommit: {
        ...wholeNumber(env, 'FOOTFALL_GROUP_MS', { as: 'maxWaitMs', most: MOST_GROUP_MS }),
        ...wholeNumber(env, 'FOOTFALL_GROUP_BYTES', {
          as: 'maxGroupBytes',
          most: GROUP_COMMIT_DEFAULTS.maxPendingBytes - 1, // beyond it, groups would be refused before they are full
        }),
      } satisfies Partial<GroupCommitOptions>,
    },
    lakeUrl,
    s3Endpoint: env.FOOTFALL_S3_ENDPOINT,
    logLevel: logLevel(env.FOOTFALL_LOG_LEVEL),
  };
}

/**
 * Reads where the server listens.
 * @throws SettingsError naming the variable
 */
export function listenSettings(env: Environment): { port: number; host: string } {
  const text = env.FOOTFALL_PORT ?? '8787';
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new SettingsError('FOOTFALL_PORT must be a number from 0 to 65535; 0 takes any free port');
  return { port: Number(text), host: env.FOOTFALL_HOST ?? '127.0.0.1' };
}

function logLevel(text = 'info'): string {
  if (!LOG_LEVELS.includes(text)) throw new SettingsError(`FOOTFALL_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  return text;
}

function headerName(text: string): string {
  const name = text.trim().toLowerCase();
  if (!HEADER_NAME.test(name))
    throw new SettingsError('FOOTFALL_COUNTRY_HEADER must be the name of a header, as CloudFront-Viewer-Country');
  return name;
}

/** A list that was set and names no key is a mistake: to take it for none would let everybody in. */
function writeKeys(text: string | undefined): WriteKey[] {
  const keys = list(text);
  if (keys?.length === 0)
    throw new SettingsError('FOOTFALL_WRITE_KEYS is set but holds no key; unset it to ask for none');
  return keys?.map(writeKey) ?? [];
}

/** A hash that is damaged would pass for a key that nobody has, and turn the shop's server away without a word. */
function serverKeys(text: string | undefined): string[] {
  const keys = list(text) ?? [];
  if (keys.some(isBrokenHash))
    throw new SettingsError('FOOTFALL_SERVER_KEYS: sha256: must be followed by 64 hexadecimal digits in lower case');
  return keys;
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

function origins(patterns: string[], name: string): string[] {
  for (const pattern of patterns)
    if (!isOriginPattern(pattern))
      throw new SettingsError(`${name}: "${pattern}" is no origin; use https://shop.example without a path`);
  return patterns;
}

/** `key;origin=https://shop.example;from=2026-11-01;until=2026-12-01`, all but the key optional. */
function writeKey(text: string): WriteKey {
  const [key = '', ...parts] = text.split(';').map((part) => part.trim());
  if (!key) throw new SettingsError('FOOTFALL_WRITE_KEYS: an entry begins with ";" and has no key');
  const result: WriteKey = { key, origins: [] };
  for (const part of parts) {
    const [name, value = ''] = part.split(/=(.*)/s);
    if (name === 'origin') result.origins.push(...origins([value], 'FOOTFALL_WRITE_KEYS'));
    else if ((name === 'from' || name === 'until') && !Number.isNaN(Date.parse(value))) result[name] = new Date(value);
    // The key itself is not repeated: messages end in logs.
    else throw new SettingsError('FOOTFALL_WRITE_KEYS: after a key stand ;origin=https://…, ;from=DATE or ;until=DATE');
  }
  return result;
}

function networks(env: Environment): Pick<CollectorConfig, 'trustedProxies' | 'metricsFrom'> {
  const read = (name: string): string[] | undefined => {
    const entries = list(env[name]);
    try {
      addressTest(entries ?? []);
    } catch (error) {
      throw new SettingsError(`${name}: ${(error as Error).message}; use 10.0.0.0/8 or 203.0.113.7`);
    }
    return entries;
  };
  const trustedProxies = read('FOOTFALL_TRUSTED_PROXIES');
  const metricsFrom = read('FOOTFALL_METRICS_FROM');
  return { ...(trustedProxies && { trustedProxies }), ...(metricsFrom && { metricsFrom }) };
}

function cognito(env: Environment, userPoolId: string): CognitoConfig {
  if (!/^[a-z]{2}(-[a-z]+)+-\d_\w+$/.test(userPoolId))
    throw new SettingsError('FOOTFALL_COGNITO_USER_POOL must be a pool id, as eu-central-1_AbCdEfGhI');
  const clientIds = list(env.FOOTFALL_COGNITO_CLIENTS) ?? [];
  if (clientIds.length === 0)
    throw new SettingsError('FOOTFALL_COGNITO_CLIENTS is not set: name the app clients whose tokens count');
  return { userPoolId, clientIds, userClaim: env.FOOTFALL_USER_CLAIM ?? 'sub' };
}

/** `50/200`: 50 a second, 200 at once. */
function rate<K extends string>(env: Environment, name: string, as: K): { [key in K]?: Rate } {
  const text = env[name];
  if (text === undefined) return {};
  const [, perSecond, burst] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!Number(perSecond) || !Number(burst))
    throw new SettingsError(`${name} must be requests a second and at once, as 50/200`);
  return { [as]: { perSecond: Number(perSecond), burst: Number(burst) } } as { [key in K]?: Rate };
}

function wholeNumber<K extends string>(
  env: Environment,
  name: string,
  { as, most }: { as: K; most: number },
): { [key in K]?: number } {
  const text = env[name];
  if (text === undefined) return {};
  if (!/^\d{1,9}$/.test(text) || Number(text) > most)
    throw new SettingsError(`${name} must be a whole number up to ${most}`);
  return { [as]: Number(text) } as { [key in K]?: number };
}
