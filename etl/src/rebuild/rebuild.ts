import { isData } from '@footfall/lake';
import {
  carryOver,
  checkSearchPath,
  createSecondSchema,
  dropSecondSchema,
  lockMigrations,
  pendingMigrations,
  SECOND_SCHEMA,
  secondSchemaUrl,
  swapSchemas,
  withClient,
} from '@footfall/warehouse';
import type pg from 'pg';
import { lockCompactors } from '../compaction/compactor-lock.js';
import { EtlError } from '../errors.js';
import { addCounts, type Counts, NOTHING } from '../loading/counts.js';
import { checkBalance } from '../loading/ledger.js';
import { analyzeAll } from '../models/analyze-grown.js';
import { refreshModels } from '../models/refresh-models.js';
import { dropAsBefore } from '../retention/drop-facts.js';
import { runEtl } from '../run.js';
import { withoutLoaders } from '../warehouse/loader-lock.js';
import { explained, WarehouseTrouble } from '../warehouse/warehouse-trouble.js';
import { cancelOnAbort } from './cancel.js';
import { refuseErased, refuseFullDisk, refuseMissing } from './guards.js';
import { lakeOfLedger } from './listed-lake.js';
import type { RebuildOptions, RebuildSummary } from './options.js';
import { compareFigures, writeRestated } from './restate.js';
import { Stages } from './stages.js';
import { verify } from './verify.js';

/** Milliseconds to wait for a migration, or for the server to notice that an earlier rebuild was killed. */
const PATIENCE_MS = 15_000;
/** So often the server looks whether the process is still there. */
const NOTICE_KILL = '5s';
/** PostgreSQL's code for a disk that is full. */
const DISK_FULL = '53100';

/** What the steps of a rebuild share. */
export interface RebuildParts extends RebuildOptions {
  /** The owner's connection, which holds the locks. */
  client: pg.Client;
  /** Connection URL on which names without schema mean the second schema. */
  secondUrl: string;
  stages: Stages;
  total: Counts;
}

/**
 * Makes the warehouse again from the lake, in a second schema, and swaps it in; or compares the two (`isVerification`). Runs that load,
 * and readers, go on meanwhile. Until the swap, which is one transaction, the warehouse stays as it is; killed anywhere, the next
 * rebuild removes what is left.
 *
 * @throws EtlError where it must not or cannot go on; the warehouse is as it was, and the message says what to do
 * @throws WarehouseError the same, where it is PostgreSQL's matter
 */
export async function rebuildWarehouse(options: RebuildOptions): Promise<RebuildSummary> {
  const { signal, logger } = options;
  const pending = await pendingMigrations(options.ownerUrl);
  if (pending.length > 0)
    throw new EtlError(`The schema is not up to date (${pending[0]}). Run "footfall migrate" first.`);
  const stages = new Stages(options.onProgress);
  const isStopped = () => signal?.aborted ?? false;
  const ownerUrl = named(options.ownerUrl);
  return withClient(ownerUrl, async (client) => {
    const parts: RebuildParts = {
      ...options,
      ownerUrl,
      client,
      secondUrl: secondSchemaUrl(ownerUrl),
      stages,
      total: { ...NOTHING },
    };
    await lockMigrations(client, PATIENCE_MS);
    const onWait = () => logger.warn('a compaction runs; the rebuild begins when it is done');
    const outcome: Outcome = { isComplete: false, restatedDays: 0 };
    if (await lockCompactors(client, { onWait, shouldStop: isStopped })) {
      const release = cancelOnAbort(parts, options.ownerUrl);
      try {
        Object.assign(outcome, await build(parts));
      } catch (error) {
        if (!isStopped()) throw understood(error);
      } finally {
        await release();
        await removeSecondSchema(parts);
      }
    }
    stages.leave();
    return { ...parts.total, ...outcome, seconds: stages.total, phases: stages.seconds };
  });
}

/**
 * The connections of this rebuild have a name, by which they are found when it is told to stop; when it is killed the server ends
 * their statements within seconds, not when they are done.
 */
function named(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  const given = url.searchParams.get('options') ?? '';
  url.searchParams.set('options', `${given} -c client_connection_check_interval=${NOTICE_KILL}`.trim());
  url.searchParams.set('application_name', `footfall rebuild ${process.pid}`);
  return url.href;
}

type Outcome = Pick<RebuildSummary, 'isComplete' | 'restatedDays' | 'comparison'>;

async function build(parts: RebuildParts): Promise<Partial<Outcome>> {
  const { client, secondUrl, stages, lake, isVerification } = parts;
  const isStopped = () => parts.signal?.aborted ?? false;
  await dropSecondSchema(client); // what a killed one left takes space
  await refuseFullDisk(parts);
  const source = isVerification ? lakeOfLedger(lake, client) : lake;
  stages.enter('listing');
  stages.expect(await countObjects(source, isStopped));
  const tables = await createSecondSchema(client);
  await withClient(secondUrl, checkSearchPath);
  await carryOver(client, 'first');
  stages.enter('loading');
  if (!(await load({ ...parts, lake: source }))) return { isComplete: false };
  if (isVerification) return verify(parts, load);
  stages.enter('models');
  if (!(await catchUp(parts))) return { isComplete: false };
  stages.enter('waiting');
  let restatedDays = 0;
  const isComplete = await withoutLoaders(client, 'public', async () => {
    if (!(await load(parts))) return false;
    await withClient(secondUrl, refreshModels);
    await refuseErased(client);
    await refuseMissing(parts);
    const restated = await compareFigures(client);
    stages.enter('swapping');
    const onLocked = async () => {
      restatedDays = await writeRestated(client, restated);
    };
    return swapSchemas(client, { tables, shouldStop: isStopped, onLocked });
  });
  return { isComplete, restatedDays: isComplete ? restatedDays : 0 };
}

/** Builds the models, and loads what came since loading ended, so that little is left to do while loaders wait. */
async function catchUp(parts: RebuildParts): Promise<boolean> {
  const isComplete = await load(parts);
  await withClient(parts.secondUrl, async (second) => {
    await refreshModels(second);
    // vacuumed here, since loaders wait for what comes after
    if (await dropAsBefore(parts.client, second)) await second.query('vacuum clickstream_events');
    await analyzeAll(second);
  });
  return isComplete;
}

/**
 * Loads into the second schema what is not loaded there.
 * Objects that cannot be read do not end it: where the warehouse has them, `refuseMissing` says so; else they wait for a normal run.
 * @returns false where it was told to stop
 */
export async function load({
  secondUrl,
  lake,
  logger,
  mapping,
  signal,
  stages,
  total,
}: RebuildParts): Promise<boolean> {
  const before = { ...total };
  const add = (counts: Counts) => addCounts(Object.assign(total, before), counts);
  const isStopped = () => signal?.aborted ?? false;
  try {
    const onProgress = (done: Counts) => {
      add(done);
      stages.loaded(total.objects, total.received);
    };
    const scope = { label: 'rebuild', prefixes: [''] };
    const run = await runEtl({
      lake,
      databaseUrl: secondUrl,
      logger,
      scope,
      ...(mapping && { mapping }),
      trigger: 'rebuild',
      shouldStop: isStopped,
      onProgress,
    });
    add(run);
  } catch (error) {
    if (!(error instanceof EtlError) || error instanceof WarehouseTrouble) throw error;
    await withClient(secondUrl, (second) => checkBalance(second, null));
    logger.warn(error.message);
  }
  return !isStopped();
}

async function countObjects(lake: RebuildOptions['lake'], isStopped: () => boolean): Promise<number> {
  let count = 0;
  for (const root of ['events/', 'rejected/'])
    for await (const { key } of lake.list(root)) {
      if (isStopped()) return count;
      if (isData(key)) count++;
    }
  return count;
}

async function removeSecondSchema({ client, ownerUrl, logger }: RebuildParts): Promise<void> {
  await dropSecondSchema(client)
    .catch(() => withClient(ownerUrl, dropSecondSchema)) // the connection may be what broke
    .catch((error) => logger.warn({ err: error }, `schema ${SECOND_SCHEMA} is left; the next rebuild removes it`));
}

/** Says what to do where the warehouse broke off. */
function understood(error: unknown): unknown {
  const cause = error instanceof WarehouseTrouble ? error.cause : error;
  const trouble = explained(cause, 'The warehouse is as it was: run the rebuild again');
  if (!(trouble instanceof WarehouseTrouble)) return error;
  if (trouble.code !== DISK_FULL) return trouble;
  return new EtlError(
    `The disk of PostgreSQL is full (${(cause as Error).message}). The warehouse is as it was, and what was made again is removed. ` +
      'A rebuild needs as much space again as the warehouse takes: free some, then run it again.',
    { cause },
  );
}
