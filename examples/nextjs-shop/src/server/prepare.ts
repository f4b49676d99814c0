import { setUpDatabase } from '../data';
import { database } from './database';
import { readEnv } from './env';
import { keepSendingReports } from './send-reports';

/** Makes the shop ready, or says in one line why it cannot be and ends: Next.js would go on without its database. */
export async function prepareShop(): Promise<void> {
  try {
    readEnv();
    await setUpDatabase(database());
    keepSendingReports();
  } catch (error) {
    console.error(`shop: cannot start: ${describe(error)}`);
    process.exit(1);
  }
}

/** The driver reports an unreachable server as several errors, one for each address, with no message of its own. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}
