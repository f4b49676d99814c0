import type pg from 'pg';
import { asLoader } from '../warehouse/loader-lock.js';
import { eraseRefusals } from './apply-erasure.js';
import type { Outcome } from './apply-once.js';
import { type Certificate, NOT_COVERED, readBalance } from './certificate.js';
import type { Erasing } from './erasing.js';
import type { SearchProgress } from './search-lake.js';
import type { SubjectText } from './subjects.js';
import { putCertificate, type TombstoneObject } from './tombstone-objects.js';

/** Says what was done. */
export function certificateOf(
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

/**
 * Ends an erasure whose lake is rewritten: adds to the certificate what it finds to do still, stores it, and closes the erasure's row
 * with those of earlier ones of the same person that were interrupted.
 */
export async function conclude({ client, lake, found }: Erasing, certificate: Certificate): Promise<void> {
  const { erasure, kind, subjectHash } = certificate;
  await asLoader(client, async () => {
    const late = await eraseRefusals(client, found.all);
    if (late === 0) return;
    certificate.removed.refusals += late;
    certificate.removed.ledgerLines += late;
    // The balance was read before their objects were loaded: what is certified is the one with them.
    certificate.balance.after = await readBalance(client);
    await client.query('update erasures set refused = refused + $2 where erasure_id = $1', [erasure, late]);
  });
  const { rows } = await client.query<{ erasure_id: string }>(
    `select erasure_id from erasures
     where kind = $1 and subject_hash = $2 and completed_at is null and erasure_id <> $3
     order by erased_at`,
    [kind, subjectHash, erasure],
  );
  certificate.finished = rows.map(({ erasure_id }) => erasure_id);
  await putCertificate(lake, certificate);
  await noteCompletion(client, certificate);
}

/** Notes in the ledger what a certificate says. */
export async function noteCompletion(client: pg.Client, certificate: Certificate): Promise<void> {
  const { erasure, finished, completedAt, removed } = certificate;
  await client.query(
    `update erasures
     set lake_objects = $2, lake_events = $3, lake_refused = $4
     where erasure_id = $1`,
    [erasure, removed.objects, removed.events, removed.refusedEvents],
  );
  await client.query('update erasures set completed_at = $2 where erasure_id = any($1::uuid[])', [
    [erasure, ...finished],
    completedAt,
  ]);
}
