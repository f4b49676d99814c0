import { randomUUID } from 'node:crypto';
import type { Lake, LakeObject } from '@footfall/lake';
import type pg from 'pg';
import { lockCompactors } from '../compaction/compactor-lock.js';
import { EtlError } from '../errors.js';
import { RETRY_LOCK } from '../quarantine/retry.js';
import { withConnection } from '../warehouse/connections.js';
import { takeSessionLock } from '../warehouse/session-lock.js';
import { applyOnce } from './apply-once.js';
import type { Certificate } from './certificate.js';
import { certificateOf, conclude } from './conclude.js';
import { ERASE, type EraseOptions, type Erasing, listObjects, search, stopped } from './erasing.js';
import { type Earlier, FoundLines } from './found-lines.js';
import { PersonLines } from './person-lines.js';
import { rewriteFound } from './rewrite-lake.js';
import type { SearchProgress } from './search-lake.js';
import { hashOf, type Person, type SubjectText, storedId } from './subjects.js';
import { syncErasures } from './sync-erasures.js';
import { listTombstones, readErasedLines, type TombstoneObject } from './tombstone-objects.js';
import { readAllTombstones } from './tombstones.js';
import { subjectsOfUser } from './who.js';

/**
 * Erases a person: tombstone, warehouse, lake, in this order, and says what it did. What was received or happened before this call is
 * erased whenever it comes; what the person does later counts. May run beside collectors, an ETL and a compaction, and may be killed
 * anywhere: the same call again finishes it. Somebody unknown is erased, too: nothing is found, and nothing of him will be loaded.
 *
 * @throws EtlError when it was told to stop, or the id is empty
 * @throws WarehouseTrouble, or what the lake threw; what was done until then stays done
 */
export async function erasePerson(options: EraseOptions): Promise<Certificate> {
  const { logger, lake, shouldStop } = options;
  const person = { ...options.person, id: storedId(options.person.id) };
  if (person.id === '') throw new EtlError('An empty id is nobody');
  return withConnection(options, ERASE, async (client) => {
    // A compaction would move lines while they are looked for; a retry could send a refused event whose line is just going.
    const wait = { shouldStop, onWait: () => logger.warn(BUSY) };
    if (!(await lockCompactors(client, wait))) throw stopped();
    if (!(await takeSessionLock(client, RETRY_LOCK, wait))) throw stopped();
    if (!options.isDryRun) await syncErasures(client, lake);
    return await erase({ ...options, person, client });
  });
}

const BUSY = 'a compaction, a retry or another erasure runs; this one waits until it is done';

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
  await conclude(erasing, certificate);
  return certificate;
}

async function newestLoaded(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select coalesce(max(object_id), 0) as id from etl_objects');
  return rows[0]?.id ?? '0';
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
  return { tombstones: await readAllTombstones(client), lines };
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
