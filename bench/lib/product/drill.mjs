import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withStack } from '../../../cli/dist/stack/find-stack.js';
import { withClient } from '../../../warehouse/dist/index.js';
import { footfall } from './stack.mjs';
import { compare, problemsOf } from './verdict.mjs';

/**
 * Backs up the stack while the load goes on, restores it into another folder, loads what the backup's lake has and its warehouse
 * had not loaded yet, and counts: every event that was acknowledged before the backup began must be there once.
 * @throws where one is not, or the restored ledger does not balance
 */
export async function backupDrill({ stack, load, folder }) {
  const place = mkdtempSync(join(folder, 'drill-'));
  const before = new Set(load.acknowledged);
  const refused = new Set(load.refused);
  const backup = join(place, 'backup');
  const restored = join(place, 'restored');
  try {
    await footfall('backup', '--data', stack.data, '--to', backup);
    await footfall('restore', backup, '--data', restored);
    await footfall('etl', '--data', restored);
    const counts = await withStack(restored, ({ ownerUrl }) =>
      withClient(ownerUrl, (client) => compare(client, { acknowledged: before, refused })),
    );
    // Events that came while the backup was made are in it or not, as it happens.
    const problems = problemsOf(counts);
    if (problems.length > 0) throw new Error(`What was restored: ${problems.join('; ')}`);
    return `${before.size} events acknowledged before it, all of them restored`;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
