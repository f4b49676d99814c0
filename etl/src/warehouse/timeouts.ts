import { SettingsError } from '../errors.js';

/** How long a connection to the warehouse waits, in milliseconds; 0 for without end. */
export interface Timeouts {
  /** For the connection to come about. */
  connectMs: number;
  /** For a statement, reading its objects from the lake included. */
  statementMs: number;
  /** For another loader, a migration or a rebuild to let go. */
  lockMs: number;
  /** Silent within a transaction, until the server ends it. */
  idleMs: number;
}

/**
 * A warehouse that is up answers in milliseconds. Lambda's longest run is 15 minutes, and no statement of a batch comes near;
 * a loader waits for another's batch, which takes seconds.
 */
export const DEFAULT_TIMEOUTS: Timeouts = {
  connectMs: 10_000,
  statementMs: 15 * 60_000,
  lockMs: 2 * 60_000,
  idleMs: 5 * 60_000,
};

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** What PostgreSQL can count. */
const MAX_MS = 2_147_483_647;

/** Reads the timeouts from the environment. @throws SettingsError naming the variable */
export function timeouts(env: Record<string, string | undefined>): Timeouts {
  return {
    connectMs: duration(env, 'FOOTFALL_CONNECT_TIMEOUT') ?? DEFAULT_TIMEOUTS.connectMs,
    statementMs: duration(env, 'FOOTFALL_STATEMENT_TIMEOUT') ?? DEFAULT_TIMEOUTS.statementMs,
    lockMs: duration(env, 'FOOTFALL_LOCK_TIMEOUT') ?? DEFAULT_TIMEOUTS.lockMs,
    idleMs: duration(env, 'FOOTFALL_IDLE_TIMEOUT') ?? DEFAULT_TIMEOUTS.idleMs,
  };
}

function duration(env: Record<string, string | undefined>, name: string): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (text === 'off') return 0;
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  if (!(ms > 0 && ms <= MAX_MS))
    throw new SettingsError(`${name} is "${text}"; it must look like 30s, 5m or 1h, or be off`);
  return ms;
}
