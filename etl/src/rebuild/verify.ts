import { setTimeout as sleep } from 'node:timers/promises';
import { compareSchemas, withClient } from '@footfall/warehouse';
import type pg from 'pg';
import { EtlError } from '../errors.js';
import { refreshModels } from '../models/refresh-models.js';
import { dropAsBefore } from '../retention/drop-facts.js';
import { withoutLoaders } from '../warehouse/loader-lock.js';
import { refuseErased } from './guards.js';
import { lakeOfLedger } from './listed-lake.js';
import type { RebuildSummary } from './options.js';
import type { load, RebuildParts } from './rebuild.js';

/** For so many milliseconds it waits for a run to bring the models up to date. */
const SETTLE_MS = 120_000;
const SETTLE_POLL_MS = 500;

/**
 * Compares the warehouse, as it is at one moment between two runs, with what its objects give when they are loaded anew.
 * Runs go on meanwhile: what they load after that moment is not looked at.
 *
 * @param loadAll loads into the second schema, as the rebuild itself does
 */
export async function verify(
  parts: RebuildParts,
  loadAll: typeof load,
): Promise<Pick<RebuildSummary, 'isComplete' | 'comparison'>> {
  const { ownerUrl, secondUrl, stages, lake } = parts;
  return withClient(ownerUrl, async (ours) => {
    stages.enter('waiting');
    if (!(await settle(ours, parts))) return { isComplete: false };
    stages.enter('models');
    if (!(await loadAll({ ...parts, lake: lakeOfLedger(lake, ours) }))) return { isComplete: false };
    return withClient(secondUrl, async (rebuilt) => {
      await refreshModels(rebuilt);
      await dropAsBefore(ours, rebuilt);
      await refuseErased(parts.client);
      stages.enter('comparing');
      await rebuilt.query('begin');
      const { compared, skipped } = await compareSchemas({ ours, rebuilt });
      await rebuilt.query('commit');
      return {
        isComplete: !parts.signal?.aborted,
        comparison: { isEqual: compared.every((table) => table.isEqual), tables: compared, skipped },
      };
    });
  });
}

/** Opens a transaction that sees the warehouse at a moment when no run is half-way. @returns false where it was told to stop */
async function settle(ours: pg.Client, { signal }: RebuildParts): Promise<boolean> {
  for (const end = performance.now() + SETTLE_MS; !signal?.aborted; await sleep(SETTLE_POLL_MS)) {
    const unsettled = await withoutLoaders(ours, 'public', async () => {
      await ours.query('begin isolation level repeatable read read only');
      await ours.query('set local search_path = public');
      return whatIsLeftToDo(ours);
    });
    if (!unsettled) return true;
    await ours.query('rollback');
    if (performance.now() > end) throw new EtlError(`${unsettled}. Run "footfall etl", then compare again.`);
  }
  return false;
}

async function whatIsLeftToDo(ours: pg.Client): Promise<string | undefined> {
  const { rows } = await ours.query<{ touched: boolean; compacted: boolean; dropping: boolean }>(
    `select exists (select from etl_touched) or exists (select from stale_days) as touched,
       exists (select from etl_compacted as c inner join etl_objects as o on o.object_key = c.object_key) as compacted,
       exists (select from fact_drops where ended_at is null) as dropping`,
  );
  if (rows[0]?.touched) return 'The models are not up to date: a run has not ended, or was killed';
  if (rows[0]?.compacted) return 'An object was compacted before all of its parts were loaded';
  if (rows[0]?.dropping) throw new EtlError('Old facts are half dropped. Run "footfall retain", then compare again.');
  return undefined;
}
