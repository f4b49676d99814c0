import type { Lake, LakeObject } from '@footfall/lake';
import { parseJson } from '@footfall/lake/parse-json';
import type pg from 'pg';
import { lineFilter } from './line-filter.js';
import { type SearchedLine, type SearchOptions, type SearchProgress, searchLake } from './search-lake.js';
import { type Identity, identityOf, type SubjectText, visitText } from './subjects.js';

/** Where lake and warehouse are searched for what belongs to a user. */
export interface Survey {
  client: pg.Client;
  lake: Lake;
  objects: readonly LakeObject[];
  search: Pick<SearchOptions, 'onProgress' | 'shouldStop'>;
}

/** What an erasure of a user covers, and which objects may hold it. */
export interface UserSubjects {
  texts: SubjectText[];
  objects: Set<LakeObject>;
  searched: SearchProgress;
}

/**
 * Finds what belongs to a user beside the events that name him: those without a user's name of the clients that he alone has used;
 * on a client that others use as well, those of the sessions in which he is named. The lake is read twice, since it may hold what
 * is not loaded yet, and who else has used his clients can be asked only when these are known.
 */
export async function subjectsOfUser(userId: string, survey: Survey): Promise<UserSubjects> {
  const objects = new Set<LakeObject>();
  const { sessions, searched } = await sessionsOfUser(userId, survey, objects);
  const clients = [...sessions.keys()].filter((client): client is string => client !== null);
  const shared = await sharedClients(userId, { clients, nowhere: sessions.get(null) ?? new Set() }, survey, objects);
  const texts: SubjectText[] = [{ kind: 'user', text: userId }];
  for (const [client, ids] of sessions)
    if (client !== null && !shared.has(client)) texts.push({ kind: 'visitor', text: client });
    else for (const id of ids) texts.push({ kind: 'visit', text: visitText(client, id) });
  return { texts, objects, searched };
}

/** Sessions in which a user is named, by client; without a client where the shop's server told of them. */
type Sessions = Map<string | null, Set<string>>;

async function sessionsOfUser(
  userId: string,
  survey: Survey,
  hits: Set<LakeObject>,
): Promise<{ sessions: Sessions; searched: SearchProgress }> {
  const found: Sessions = new Map();
  const add = (client: string | null, session: string | null) => {
    const ids = found.get(client) ?? new Set();
    found.set(client, session === null ? ids : ids.add(session));
  };
  const { rows } = await survey.client.query<{ client_id: string | null; session_id: string | null }>(
    `select client_id, session_id from clickstream_events where user_id = $1
     union
     -- of visits whose facts were dropped
     select i.client_id, case when not s.is_derived then i.session_id end
     from sign_ins as i left join sessions as s on s.session_id = i.session_id
     where i.user_id = $1`,
    [userId],
  );
  for (const { client_id, session_id } of rows) add(client_id, session_id);
  const searched = await eachEvent([userId], survey, hits, ({ user, client, session }) => {
    if (user === userId) add(client, session);
  });
  return { sessions: found, searched };
}

/** Those of some clients that another user is named on. The objects of his sessions without a client are found on the way. */
async function sharedClients(
  userId: string,
  { clients, nowhere }: { clients: string[]; nowhere: Set<string> },
  survey: Survey,
  hits: Set<LakeObject>,
): Promise<Set<string>> {
  if (clients.length + nowhere.size === 0) return new Set();
  const { rows } = await survey.client.query<{ client_id: string }>(
    `select distinct client_id from clickstream_events
     where client_id = any($1::text[]) and user_id is not null and user_id <> $2
     union
     select client_id from sign_ins where client_id = any($1::text[]) and user_id <> $2`,
    [clients, userId],
  );
  const shared = new Set(rows.map(({ client_id }) => client_id));
  const his = new Set(clients);
  await eachEvent([...clients, ...nowhere], survey, hits, ({ user, client }) => {
    if (client !== null && his.has(client) && user !== null && user !== userId) shared.add(client);
  });
  return shared;
}

/** Whose the events are that may hold one of some ids; what was refused tells nothing of who used a client. */
async function eachEvent(
  ids: string[],
  { lake, objects, search }: Survey,
  hits: Set<LakeObject>,
  visit: (whose: Identity) => void,
): Promise<SearchProgress> {
  const look = ({ raw, object }: SearchedLine) => {
    hits.add(object);
    if (object.key.startsWith('events/')) visit(identityOf(parsed(raw)));
  };
  // What is damaged is told by the search for the lines themselves, so those objects must be among its own.
  const onDamage = (object: LakeObject) => void hits.add(object);
  return searchLake(lake, objects, { ...search, filter: lineFilter(ids), visit: look, onDamage });
}

function parsed(raw: Buffer): unknown {
  try {
    return parseJson(raw.toString());
  } catch {
    return undefined;
  }
}
