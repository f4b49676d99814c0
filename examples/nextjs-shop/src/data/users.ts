import type { Queryable } from './database';

export interface User {
  id: string;
  email: string;
  name: string;
}

/** What an identity provider says of somebody. */
export interface Identity {
  /** `local`, or the issuer's address. */
  provider: string;
  /** The provider's own id of the person: e-mail addresses change. */
  subject: string;
  email: string;
  name: string;
}

/** The shop's user for an identity; made at the first sign-in, brought up to date at each. */
export async function findOrAddUser(db: Queryable, { provider, subject, email, name }: Identity): Promise<User> {
  const { rows } = await db.query<User>(
    `insert into users (provider, subject, email, name) values ($1, $2, $3, $4)
     on conflict (provider, subject) do update set email = excluded.email, name = excluded.name
     returning user_id as id, email, name`,
    [provider, subject, email, name],
  );
  if (!rows[0]) throw new Error('the database returned no user');
  return rows[0];
}
