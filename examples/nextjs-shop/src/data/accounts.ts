import type { Queryable } from './database';
import { hashPassword, verifyPassword } from './passwords';

/** An account of the local identity provider. */
export interface Account {
  id: string;
  email: string;
  name: string;
}

/** An unknown e-mail costs as much time as a wrong password, so that nobody can ask who has an account. */
const DECOY_HASH = `scrypt:${'A'.repeat(22)}:${'A'.repeat(43)}`;

/** Makes an account; undefined if the e-mail address has one already. */
export async function registerAccount(
  db: Queryable,
  account: { email: string; name: string; password: string },
): Promise<Account | undefined> {
  const { rows } = await db.query<Account>(
    `insert into accounts (email, name, password_hash) values ($1, $2, $3)
     on conflict (lower(email)) do nothing
     returning account_id as id, email, name`,
    [account.email, account.name, await hashPassword(account.password)],
  );
  return rows[0];
}

export async function findAccount(db: Queryable, accountId: string): Promise<Account | undefined> {
  const { rows } = await db.query<Account>(
    'select account_id as id, email, name from accounts where account_id::text = $1',
    [accountId],
  );
  return rows[0];
}

/** The account with this e-mail address and password, undefined if either is wrong. */
export async function authenticate(db: Queryable, email: string, password: string): Promise<Account | undefined> {
  const { rows } = await db.query<Account & { hash: string }>(
    'select account_id as id, email, name, password_hash as hash from accounts where lower(email) = lower($1)',
    [email],
  );
  const found = rows[0];
  const matches = await verifyPassword(password, found?.hash ?? DECOY_HASH);
  return found && matches ? { id: found.id, email: found.email, name: found.name } : undefined;
}
