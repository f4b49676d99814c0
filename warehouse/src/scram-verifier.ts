import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** RFC 7677's least, and what PostgreSQL takes unless its `scram_iterations` says more. */
const ITERATIONS = 4096;
const SALT_BYTES = 16;

/**
 * What PostgreSQL keeps instead of a password (RFC 5803, with RFC 7677's SHA-256): a server that is given this never reads the password, nor
 * do its log and whoever reads that. As it is comes back what is a verifier already, and a password with other letters than ASCII's, which SASLprep
 * (RFC 4013) may change, as the server does.
 */
export function scramVerifier(password: string, iterations = ITERATIONS, salt = randomBytes(SALT_BYTES)): string {
  if (!/^[\x20-\x7e]+$/.test(password) || password.startsWith('SCRAM-SHA-256$')) return password;
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const server = hmac(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${server}`;
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
