import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from './database';
import type { User } from './users';

/** How long a sign-in lasts. */
export const SESSION_DAYS = 30;
const TOKEN_BYTES = 32;

/** Only the hash is stored: whoever reads the table cannot sign in with it. */
const hash = (token: string) => createHash('sha256').update(token).digest();

/** Starts a session and returns the token for the browser's cookie. */
export async function startLoginSession(db: Queryable, userId: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await db.query('delete from login_sessions where expires_at < now()');
  await db.query(`insert into login_sessions values ($1, $2, now() + make_interval(days => $3))`, [
    hash(token),
    userId,
    SESSION_DAYS,
  ]);
  return token;
}

export async function findSessionUser(db: Queryable, token: string): Promise<User | undefined> {
  const { rows } = await db.query<User>(
    `select user_id as id, email, name from login_sessions join users using (user_id)
     where token_hash = $1 and expires_at > now()`,
    [hash(token)],
  );
  return rows[0];
}

export async function endLoginSession(db: Queryable, token: string): Promise<void> {
  await db.query('delete from login_sessions where token_hash = $1', [hash(token)]);
}
