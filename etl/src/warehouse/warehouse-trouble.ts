import pg from 'pg';
import { EtlError } from '../errors.js';

/** The warehouse did not do what it was asked; the message says what to do. Nothing is lost: the next run goes on. */
export class WarehouseTrouble extends EtlError {
  override name = 'WarehouseTrouble';
  /** PostgreSQL's code, or the network's. */
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** PostgreSQL's codes for a wrong password, or none such user: it may have been changed since it was fetched. */
const REFUSED_SIGN_INS = new Set(['28P01', '28000']);

/** OpenSSL's words for a server whose certificate is not of the authority that is known: it may have a new one. */
const STRANGE_SERVERS = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Whether the warehouse refused the login, or its certificate was: what was fetched for the connection may be out of date. */
export function isRefusedSignIn(error: unknown): boolean {
  const { code = '' } = error as { code?: string };
  return REFUSED_SIGN_INS.has(code) || STRANGE_SERVERS.has(code);
}

const GOES_ON = 'Nothing is lost: the next run goes on';
const BROKEN = `The connection to the warehouse broke: it was stopped, restarted or cut off, or has no room for its log. ${GOES_ON}`;
const AWAY = `The warehouse cannot be reached. Start it, or check host, port and firewall. ${GOES_ON}`;
const STARTING = `The warehouse is starting or stopping. ${GOES_ON}`;
const OLD_SCHEMA = 'The schema of the warehouse does not fit this version of Footfall. Run: footfall migrate';

/** What PostgreSQL's and the network's codes mean for who operates the ETL; of PostgreSQL's also by their class. */
const ADVICE: Record<string, string> = {
  ECONNREFUSED: AWAY,
  ENOTFOUND: AWAY,
  EAI_AGAIN: AWAY,
  EHOSTUNREACH: AWAY,
  ENETUNREACH: AWAY,
  ETIMEDOUT: AWAY,
  ECONNRESET: BROKEN,
  EPIPE: BROKEN,
  '08': BROKEN,
  '57P01': BROKEN,
  '57P02': BROKEN,
  '57P03': STARTING,
  '25P03': `The run was silent for longer than FOOTFALL_IDLE_TIMEOUT in a transaction. ${GOES_ON}`,
  '25P04': `A transaction took longer than the server allows. ${GOES_ON}`,
  '57014': `A statement took longer than FOOTFALL_STATEMENT_TIMEOUT, or was cancelled. ${GOES_ON}`,
  '55P03': `Another run, a migration or a rebuild holds what this run needs for longer than FOOTFALL_LOCK_TIMEOUT. ${GOES_ON}`,
  '40': `Another transaction stood in the way. ${GOES_ON}`,
  '53100': `The disk of the warehouse is full. Free some space or give it more. ${GOES_ON}`,
  '53200': `The warehouse is out of memory. ${GOES_ON}`,
  '53300': `The warehouse has no free connection. End some, or raise its max_connections. ${GOES_ON}`,
  '53400': `The warehouse has reached a limit that is set on it. ${GOES_ON}`,
  '58030': `The disk of the warehouse failed. See its log. ${GOES_ON}`,
  '25006': 'The warehouse takes no writes: it is a standby, or set to be read only',
  '28': 'The warehouse refused the login. Check user and password',
  '3D000': 'There is no such database. Check its name, or make it: footfall up, or the deployment, does',
  '42501': 'The login may not do this. Use footfall_etl, and run: footfall migrate',
  '42P01': OLD_SCHEMA,
  '42703': OLD_SCHEMA,
  '42883': OLD_SCHEMA,
};

/** Messages of the client that carry no code. */
const BROKEN_WORDS =
  /^Connection terminated|^Client (has encountered a connection error|was closed)|^Query read timeout/;
const SLOW_WORDS = /^timeout expired$|due to connection timeout/;

/**
 * An error of a run as its operator should read it. PostgreSQL quotes shoppers' data, which belongs in no log: the row at hand
 * beside the message, and values that it cannot take within it.
 *
 * @param goesOn what becomes of the work that broke off
 */
export function explained(error: unknown, goesOn = GOES_ON): unknown {
  if (!(error instanceof Error) || error instanceof EtlError) return error;
  const { code } = error as { code?: string };
  if (error instanceof pg.DatabaseError) {
    error.where = undefined;
    error.detail = undefined;
    if (code?.startsWith('22'))
      return new WarehouseTrouble(`The warehouse cannot take a value: ${unquoted(error)}`, code);
  }
  const advice = adviceFor(error, code)?.replace(GOES_ON, goesOn);
  return advice === undefined ? error : new WarehouseTrouble(`${advice} (${wordsOf(error)})`, code, { cause: error });
}

function adviceFor(error: Error, code: string | undefined): string | undefined {
  const isOfWarehouse = error instanceof pg.DatabaseError || 'syscall' in error || error instanceof AggregateError;
  if (code !== undefined && isOfWarehouse) return ADVICE[code] ?? ADVICE[code.slice(0, 2)];
  if (SLOW_WORDS.test(error.message)) return AWAY;
  return BROKEN_WORDS.test(error.message) ? BROKEN : undefined;
}

const unquoted = ({ message }: Error) => message.replace(/: ".*$/s, '');

/** Where a host has several addresses, the error's own message is empty. */
function wordsOf(error: Error): string {
  const first = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return error.message || first?.message || error.name;
}
