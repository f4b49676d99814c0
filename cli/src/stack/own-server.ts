import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '@footfall/warehouse';
import { type DataFolder, embeddedUrl, type Secrets } from '../data-folder.js';
import { answers } from './ports.js';

/**
 * The port on which a folder's own PostgreSQL answers. A restored or copied folder remembers the port of the stack that it was made
 * from, which may run beside it: what answers there is asked which data it serves.
 */
export async function ownServerPort(folder: DataFolder, secrets: Secrets, usual: number): Promise<number | undefined> {
  for (const port of new Set([usual, await notedPort(folder)]))
    if (port !== undefined && (await answers(port, '127.0.0.1')) && (await serves(port, folder, secrets))) return port;
  return undefined;
}

/** PostgreSQL's own note of its port, as long as it runs; it may be left from a crash. */
async function notedPort(folder: DataFolder): Promise<number | undefined> {
  const note = await readFile(join(folder.postgres, 'postmaster.pid'), 'utf8').catch(() => '');
  const port = Number(note.split('\n')[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

/** Only the superuser is told where the data lies. */
async function serves(port: number, folder: DataFolder, { superuser }: Secrets): Promise<boolean> {
  try {
    return await withClient(embeddedUrl('postgres', superuser, port, 'postgres'), async (client) => {
      const { rows } = await client.query<{ path: string }>(`select current_setting('data_directory') as path`);
      return (await realpath(rows[0]?.path ?? '')) === (await realpath(folder.postgres));
    });
  } catch {
    return false; // another stack's passwords, or no PostgreSQL at all
  }
}
