import { provisionDatabase, type RolePasswords, withClient } from '@footfall/warehouse';

export interface ProvisionOptions {
  /** The superuser's login, by the Unix socket; nothing else of Footfall has it. */
  adminUrl: string;
  /** Where roles sign in with their passwords. */
  host: string;
  port: number;
  database: string;
  passwords: RolePasswords;
}

/**
 * Makes roles and database, or sets passwords that have changed. Where each role gets in with its password already, nothing is
 * written: a password set anew is a new verifier, and a second run of the bootstrap must change nothing.
 *
 * @returns whether something was changed
 */
export async function provision({ adminUrl, host, port, database, passwords }: ProvisionOptions): Promise<boolean> {
  const urls = Object.entries(passwords).map(
    ([role, password]) => `postgres://footfall_${role}:${encodeURIComponent(password)}@${host}:${port}/${database}`,
  );
  const getsIn = await Promise.all(urls.map(signsIn));
  if (getsIn.every(Boolean)) return false;
  await provisionDatabase(adminUrl, database, passwords);
  return true;
}

/** PostgreSQL's codes for a sign-in that needs provisioning: wrong password, no such role, no such database, no right to enter. */
const REFUSALS = new Set(['28P01', '28000', '3D000', '42501']);

async function signsIn(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query('select'));
    return true;
  } catch (error) {
    if (REFUSALS.has((error as { code?: string }).code ?? '')) return false;
    throw error; // a server that is down is not one without roles
  }
}
