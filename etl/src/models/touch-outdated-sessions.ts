import type pg from 'pg';
import { asLoader } from '../warehouse/loader-lock.js';

/**
 * Notes all sessions to be built anew where the rules for channels, or for bots by behaviour, are others than those that built them.
 * One transaction: it reads no fact, and writes a short row a session. The models' steps do the work, in this run or the next ones.
 *
 * @returns how many sessions, and clients whose events name no session, it noted
 */
export async function touchOutdatedSessions(client: pg.Client): Promise<number> {
  return asLoader(client, async () => {
    const { rows } = await client.query<{ touched: string }>('select touch_outdated_sessions() as touched');
    return Number(rows[0]?.touched);
  });
}
