import { randomUUID } from 'node:crypto';
import type { Lake, LakeObject } from '@footfall/lake';
import pg from 'pg';
import type { Logger } from 'pino';
import { COMPACTOR_LOCK } from '../compact.js';
import { asLoader } from '../loader-lock.js';
import { RETRY_LOCK } from '../quarantine/retry.js';
import { EtlError } from '../run.js';
import { takeSessionLock } from '../session-lock.js';
import { type Applied, applyErasure, eraseRefusals } from './apply-erasure.js';
import { type Balance, type Certificate, NOT_COVERED, readBalance } from './certificate.js';
import { type Earlier, FoundLines } from './found-lines.js';
import { refusalsWith } from './lost-refusals.js';
import { PersonLines } from './person-lines.js';
import { replaceLines } from './rewrite-lake.js';
import type { SearchProgress } from './search-lake.js';
import { hashOf, type Person, type SubjectText, storedId } from './subjects.js';
import { syncErasures } from './sync-erasures.js';
import {
  listTombstones,
  putCertificate,
  putTombstone,
  readErasedLines,
  type TombstoneObject,
} from './tombstone-objects.js';
import { TombstoneReader } from './tombstones.js';
import { subjectsOfUser } from './who.js';

export interface EraseOptions {
  lake: Lake;
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
  person: Person;
  /** Who is to be named in the ledger. */
  ranBy: string;
  /** Only counts what it would erase. */
  isDryRun?: boolean;
  /** Asked between objects; what is done stays done, and the same call finishes it. */
  shouldStop?: () => boolean;
  onProgress?: (done: EraseProgress) => void;
}

/** How far an erasure is. */
export interface EraseProgress extends SearchProgress {
  step: 'search' | 'rewrite';
}

/** An erasure under way. */
interface Erasing extends EraseOptions {
  client: pg.Client;
  erasedAt: Date;
  /** What the ledger's rows have been given when the lake was listed. */
  newestObject: string;
  /** Keys that were searched. */
  known: Set<string>;
  texts: SubjectText[];
  found: FoundLines;
}

/**
 * Erases a person: tombstone, warehouse, lake, in this order, and says what it did. What was received or happened before this call is
 * erased whenever it comes; what the person does later counts. May run beside collectors, an ETL and a compaction, and may be killed
 * anywhere: the same call again finishes it. Somebody unknown is erased, too: nothing is found, and nothing of him will be loaded.
 *
 * @throws EtlError when it was told to stop, or the id is empty
 * @throws what PostgreSQL or the lake threw; what was done until then stays done
 */
export async function erasePerson(options: EraseOptions): Promise<Certificate> {
  const { databaseUrl, logger, lake, shouldStop } = options;
  const person = { ...options.person, id: storedId(options.person) };
  if (person.id === '') throw new EtlError('An empty id is nobody');
  const config = typeof databaseUrl === 'string' ? { connectionString: databaseUrl } : databaseUrl;
  const client = new pg.Client({ ...config, application_name: 'footfall erase' });
  client.on('error', (error) => logger.warn({ err: error }, 'the connection to the warehouse broke'));
  await client.connect();
  try {
    // A compaction would move lines while they are looked for; a retry could send a refused event whose line is just going.
    for (const lock of [COMPACTOR_LOCK, RETRY_LOCK])
      if (!(await takeSessionLock(client, lock, { shouldStop, onWait: () => logger.warn(BUSY) }))) throw stopped();
    await syncErasures(client, lake);
    return await erase({ ...options, person, client });
  } finally {
    await client.end().catch(() => {});
  }
}

const BUSY = 'a compaction, a retry or another erasure runs; this one waits until it is done';
const stopped = (more = 'nothing is erased yet') =>
  new EtlError(`The erasure was stopped: ${more}. Run the same command again.`);

async function erase(options: EraseOptions & { client: pg.Client }): Promise<Certificate> {
  const { client, lake, person, isDryRun = false } = options;
  const erasedAt = new Date();
  const newestObject = await newestLoaded(client);
  const objects = await listObjects(lake);
  const { texts, among, searched } = await subjectsOf(options, objects);
  const found = new FoundLines(new PersonLines(person, texts, erasedAt), await earlierOf(client, lake, person));
  const known = new Set(objects.map(({ key }) => key));
  const erasing: Erasing = { ...options, erasedAt, newestObject, known, texts, found };
  await search(erasing, among);
  const tombstone = tombstoneOf(erasing);
  const done = await applyOnce(erasing, tombstone);
  if (!isDryRun) await rewriteFound(erasing, tombstone.erasure);
  const completedAt = isDryRun ? null : new Date().toISOString();
  const certificate = certificateOf(erasing, { tombstone, completedAt, searched: searched ?? found.searched, ...done });
  if (isDryRun) return certificate;
  const late = await asLoader(client, () => eraseRefusals(client, found.all));
  certificate.removed.refusals += late;
  certificate.removed.ledgerLines += late;
  certificate.finished = await complete(client, certificate);
  await putCertificate(lake, certificate);
  return certificate;
}

async function newestLoaded(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select coalesce(max(object_id), 0) as id from etl_objects');
  return rows[0]?.id ?? '0';
}

/** What the ETL loads of the lake; with its keys' order. */
async function listObjects(lake: Lake): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for (const root of ['events/', 'rejected/'])
    for await (const object of lake.list(root)) if (!object.key.endsWith('/')) objects.push(object);
  return objects;
}

/** What is to be erased beside what carries the person's id, and where it may be. */
async function subjectsOf(
  { client, lake, person, onProgress, shouldStop }: EraseOptions & { client: pg.Client },
  objects: LakeObject[],
): Promise<{ texts: SubjectText[]; among: LakeObject[]; searched?: SearchProgress }> {
  if (person.kind === 'client') return { texts: [{ kind: 'client', text: person.id }], among: objects };
  const report = (done: SearchProgress) => onProgress?.({ step: 'search', ...done });
  const survey = await subjectsOfUser(person.id, { client, lake, objects, search: { onProgress: report, shouldStop } });
  if (shouldStop?.()) throw stopped();
  return { texts: survey.texts, among: [...survey.objects], searched: survey.searched };
}

async function earlierOf(client: pg.Client, lake: Lake, person: Person): Promise<Earlier> {
  const { rows } = await client.query<{ erasure_id: string }>(
    'select erasure_id from erasures where kind = $1 and subject_hash = $2',
    [person.kind, hashOf({ kind: person.kind, text: person.id })],
  );
  const same = new Set(rows.map(({ erasure_id }) => erasure_id));
  const lines = new Map<string, Set<number>>();
  for (const { key, erasureId } of await listTombstones(lake))
    if (same.has(erasureId))
      for (const [object, numbers] of await readErasedLines(lake, key))
        lines.set(object, new Set([...(lines.get(object) ?? []), ...numbers]));
  return { tombstones: await new TombstoneReader().current(client, []), lines };
}

async function search({ lake, found, onProgress, shouldStop }: Erasing, objects: LakeObject[]): Promise<void> {
  await found.search(lake, objects, { shouldStop, onProgress: (done) => onProgress?.({ step: 'search', ...done }) });
  if (shouldStop?.()) throw stopped();
}

function tombstoneOf({ person, texts, erasedAt, ranBy }: Erasing): TombstoneObject {
  return {
    version: 1,
    erasure: randomUUID(),
    kind: person.kind,
    subjectHash: hashOf({ kind: person.kind, text: person.id }),
    erasedAt: erasedAt.toISOString(),
    ranBy,
    subjects: texts.map((subject) => ({ kind: subject.kind, hash: hashOf(subject) })),
  };
}

interface Outcome {
  applied: Applied;
  before: Balance;
  after: Balance;
}

/** Carries an outcome out of a transaction that must leave nothing behind. */
class OnlyCounted extends Error {
  constructor(readonly outcome: Outcome) {
    super('only counted');
  }
}

/**
 * Takes the person out of the warehouse, as soon as there is no object that was loaded since the lake was listed and that is not
 * searched: the ledger must be moved for all that was loaded before the tombstone, and for nothing that comes later. The tombstone
 * goes to the lake in the same transaction; where this ends before its commit, the next run applies it.
 */
async function applyOnce(erasing: Erasing, tombstone: TombstoneObject): Promise<Outcome> {
  const { client, lake, known, person, texts, found, isDryRun } = erasing;
  for (;;) {
    const late = await loadedMeanwhile(erasing);
    await search(erasing, await objectsOf(lake, late));
    for (const key of late) known.add(key);
    const outcome = await asLoader(client, async () => {
      if ((await loadedMeanwhile(erasing)).length > 0) return undefined;
      const before = await readBalance(client);
      const refusals = await refusalsWith(client, person);
      const lostRefusals = refusals.filter(({ key }) => !known.has(key)).map(({ id }) => id);
      if (!isDryRun) await putTombstone(lake, tombstone, found.fresh);
      const applied = await applyErasure(client, { tombstone, lines: found.fresh, texts, lostRefusals });
      if (!applied) throw new EtlError(`The erasure ${tombstone.erasure} is there already`);
      const done = { applied, before, after: await readBalance(client) };
      if (isDryRun) throw new OnlyCounted(done);
      return done;
    }).catch((error: unknown) => {
      if (error instanceof OnlyCounted) return error.outcome;
      throw error;
    });
    if (outcome) return outcome;
  }
}

async function loadedMeanwhile({ client, newestObject, known }: Erasing): Promise<string[]> {
  const { rows } = await client.query<{ object_key: string }>(
    'select object_key from etl_objects where object_id > $1::bigint',
    [newestObject],
  );
  return rows.map(({ object_key }) => object_key).filter((key) => !known.has(key));
}

async function objectsOf(lake: Lake, keys: readonly string[]): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for (const key of keys) for await (const object of lake.list(key)) if (object.key === key) objects.push(object);
  return objects;
}

/** Rewrites what was found, and then what has come since the listing: a collector may have been writing it. */
async function rewriteFound(erasing: Erasing, erasureId: string): Promise<void> {
  const { lake, known, found, onProgress, shouldStop } = erasing;
  const rewritten = new Set<LakeObject>();
  for (const isSweep of [false, true]) {
    if (isSweep)
      await search(
        erasing,
        (await listObjects(lake)).filter(({ key }) => !known.has(key)),
      );
    for (const [object, numbers] of found.objects) {
      if (rewritten.has(object)) continue;
      if (shouldStop?.()) throw stopped('it is out of the warehouse, and the lake is not finished');
      await replaceLines(lake, object, { numbers, erasureId });
      rewritten.add(object);
      onProgress?.({ step: 'rewrite', objects: rewritten.size, lines: found.searched.lines });
    }
  }
}

function certificateOf(
  { person, texts, found, isDryRun = false }: Erasing,
  done: Outcome & { tombstone: TombstoneObject; completedAt: string | null; searched: SearchProgress },
): Certificate {
  const { tombstone, completedAt, searched, applied, before, after } = done;
  const { erasure, subjectHash, erasedAt, ranBy } = tombstone;
  const { facts, refused, retries, sessions, orders, lines } = applied;
  const count = (kind: SubjectText['kind']) => texts.filter((subject) => subject.kind === kind).length;
  return {
    version: 1,
    erasure,
    kind: person.kind,
    subjectHash,
    erasedAt,
    completedAt,
    ranBy,
    isDryRun,
    finished: [],
    searched: { ...searched },
    removed: { ...found.counts, facts, refusals: refused, retries, sessions, orders, ledgerLines: lines },
    covers: { clients: count('visitor'), sessions: count('visit') },
    mentions: found.mentions,
    damaged: [...found.damaged].map(([key, reason]) => ({ key, reason })),
    balance: { before, after },
    notCovered: NOT_COVERED,
  };
}

/** Closes the erasure's row, and those of earlier ones of the same person that were killed. @returns the ids of these */
async function complete(client: pg.Client, { erasure, kind, subjectHash, removed }: Certificate): Promise<string[]> {
  await client.query(
    `update erasures
     set lake_objects = $2, lake_events = $3, lake_refused = $4, completed_at = clock_timestamp()
     where erasure_id = $1`,
    [erasure, removed.objects, removed.events, removed.refusedEvents],
  );
  const { rows } = await client.query<{ erasure_id: string }>(
    `update erasures set completed_at = clock_timestamp()
     where kind = $1 and subject_hash = $2 and completed_at is null
     returning erasure_id`,
    [kind, subjectHash],
  );
  return rows.map(({ erasure_id }) => erasure_id);
}
