import { hash } from 'node:crypto';
import { id } from '../events/coerce.js';
import { personOf } from '../events/map-event.js';
import { storable } from '../loading/copy-text.js';

/** By what a person is known. */
export type PersonKind = 'client' | 'user';

/** Who is to be erased. */
export interface Person {
  kind: PersonKind;
  id: string;
}

/**
 * What an erasure covers: `client` all events of a browser, `user` all of a user, `visitor` a browser's events that name no user,
 * `visit` likewise of one session of a browser.
 */
export type SubjectKind = PersonKind | 'visitor' | 'visit';

/** One part of what an erasure covers, by its id; a visit's is client and session with a line feed between. */
export interface SubjectText {
  kind: SubjectKind;
  text: string;
}

/** The same by hash: what is kept of it. */
export interface Subject {
  kind: SubjectKind;
  hash: string;
}

/** Whose an event is, by the ids that the warehouse has for it. */
export interface Identity {
  client: string | null;
  user: string | null;
  session: string | null;
}

/** What stands before the id in what is hashed, so that a client and a user of one name differ. */
export const HASH_PREFIX: Record<SubjectKind, string> = {
  client: 'client',
  visitor: 'client',
  user: 'user',
  visit: 'session',
};

/** The hash by which an erasure knows a subject. */
export const hashOf = ({ kind, text: id }: SubjectText): string => hash('sha256', `${HASH_PREFIX[kind]}\n${id}`);

/** The id of a visit. */
export const visitText = (client: string | null, session: string) => `${client ?? ''}\n${session}`;

/** An id as the warehouse stores it: a long one with a digest for its end, and without what PostgreSQL cannot store. */
export const storedId = (given: string): string => storable(id(given) ?? '');

/** Whose an event is, be it of today's form or of the platform's first Lambdas. */
export function identityOf(event: unknown): Identity {
  const { client_id, user_id, session_id } = personOf(event);
  return { client: storedText(client_id), user: storedText(user_id), session: storedText(session_id) };
}

const storedText = (value: unknown) => (typeof value === 'string' ? storable(value) : null);
