import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBalance, type SweepSummary, sweepErased, syncErasures } from '@footfall/etl';
import { FolderLake, type Lake } from '@footfall/lake';
import {
  freePort,
  knownMigrations,
  migrate,
  provisionDatabase,
  startEmbeddedServer,
  withClient,
} from '@footfall/warehouse';
import type { Logger } from 'pino';
import { DataFolder, embeddedUrl, type MadeSecrets, type StackState, type WarehouseLogins } from '../data-folder.js';
import { CliError } from '../errors.js';
import { openLakeAt } from '../stack/find-lake.js';
import { lock } from '../stack/lock.js';
import { placeOf } from '../stack/named-logins.js';
import { type Backup, checkStackFiles, lakeFile, readBackup, readSums } from './backup-format.js';
import { copyIn } from './copy-in.js';
import { allObjects, copyObjects } from './copy-objects.js';
import { emptyWarehouse } from './empty-warehouse.js';
import { missingObjects } from './missing-objects.js';
import { prepareTarget, restoreDone } from './restore-target.js';

export interface RestoreOptions {
  /** The backup's folder. */
  from: string;
  /** The data folder to be made. */
  folder: DataFolder;
  /** A lake that knows of erasures which came after the backup. */
  erasures?: Lake | undefined;
  /** Whether the warehouse goes to the PostgreSQL that the environment names, or the backup; else it becomes an embedded one. */
  toDatabase?: boolean | undefined;
  logger: Logger;
  shouldStop: () => boolean;
  onProgress: (what: string) => void;
}

/** What a restore did. */
export interface Restored {
  backup: Backup;
  rows: number;
  /** Where the warehouse is now; missing for an embedded one. */
  place?: string;
  /** Erasures that the backup did not know, and were done again. */
  erasures: number;
  /** What they took out of the lake; undefined where that is on S3 and was not restored. */
  swept?: SweepSummary;
}

/** Ports of a stack that had not been started as one: those of `footfall up`. */
const DEFAULT_PORTS = { portCollector: 8787, portDashboards: 3838, portPostgres: 54329 };

/**
 * Makes a data folder from a backup, and proves it: each file's sum, each table's rows, the balance, and that the lake has what the
 * ledger names. Erasures that the lake knows and the warehouse does not are done again.
 *
 * @throws CliError where the backup is damaged or newer than this version, or the folder holds anything. Killed or stopped, the same
 *   command begins anew; until it is done nothing else starts on the folder
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { from, folder } = options;
  const [backup, sums] = await Promise.all([readBackup(from), readSums(from)]);
  await refuseNewer(backup);
  await checkStackFiles(from, sums);
  await mkdir(folder.path, { recursive: true, mode: 0o711 });
  const unlock = await lock(folder, 'restore');
  try {
    await prepareTarget(folder);
    return await restoreAll(options, { backup, sums });
  } finally {
    await unlock();
  }
}

async function restoreAll(
  options: RestoreOptions,
  { backup, sums }: Pick<Source, 'backup' | 'sums'>,
): Promise<Restored> {
  const { from, folder, toDatabase } = options;
  await copyFile(join(from, 'secrets.json'), folder.secretsFile).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error; // of a warehouse that was no stack's: its roles get new passwords
  });
  const lakeUrl = backup.lake.isCopied ? folder.lakeUrl : backup.lake.url;
  // where the backup's warehouse was is nowhere that this one may go to unasked
  const { warehouse, ...secrets } = await folder.ensureSecrets();
  const logins = toDatabase ? await emptyWarehouse({ ...secrets, ...(warehouse && { warehouse }) }) : undefined;
  await folder.saveSecrets({ ...secrets, ...(logins && { warehouse: logins }) });
  if (backup.lake.isCopied) await restoreLake(options, sums);
  const source = { backup, sums, lake: openLakeAt(lakeUrl) };
  const restored = logins
    ? await restoreNamed(options, source, logins)
    : await restoreEmbedded(options, source, secrets);
  await folder.saveState({ ...(await portsOf(from)), lakeUrl });
  await restoreDone(folder);
  return restored;
}

async function refuseNewer({ migrations, footfall }: Backup): Promise<void> {
  const known = await knownMigrations();
  const unknown = migrations.find((name) => !known.includes(name));
  if (unknown)
    throw new CliError(
      `The backup has migration ${unknown}, which this version of Footfall does not know. It was made by version ${footfall} or a ` +
        'newer one: restore it with that.',
    );
}

async function restoreLake(
  { from, folder, erasures, shouldStop, onProgress }: RestoreOptions,
  sums: ReadonlyMap<string, string>,
): Promise<void> {
  const source = new FolderLake(join(from, 'lake'));
  const objects = await allObjects(source);
  const there = new Set(objects.map(({ key }) => lakeFile(key)));
  const lost = [...sums.keys()].find((file) => file.startsWith('lake/') && !there.has(file));
  if (lost) throw new CliError(`${lost} of the backup is missing. Take another one.`);
  let copied = 0;
  await copyObjects({
    lake: source,
    objects,
    folder: join(folder.path, 'lake'),
    shouldStop,
    onCopied: ({ key }, { sum }) => {
      if (sums.get(lakeFile(key)) !== sum)
        throw new CliError(`${lakeFile(key)} of the backup is damaged. Take another one.`);
      onProgress(`lake: ${++copied} of ${objects.length} objects`);
    },
  });
  if (!erasures) return;
  const known = new Set(objects.map(({ key }) => key));
  const later = (await allErasures(erasures)).filter(({ key }) => !known.has(key));
  await copyObjects({
    lake: erasures,
    objects: later,
    folder: join(folder.path, 'lake'),
    shouldStop,
    onCopied: () => {},
  });
}

async function allErasures(lake: Lake) {
  const objects = [];
  for await (const object of lake.list('erasures/')) objects.push(object);
  return objects;
}

interface Source {
  backup: Backup;
  sums: ReadonlyMap<string, string>;
  lake: Lake;
}

async function restoreNamed(options: RestoreOptions, source: Source, logins: WarehouseLogins): Promise<Restored> {
  await fill(logins.owner, options, source);
  return { ...(await eraseAgain(logins.etl, options, source)), place: placeOf(logins.etl) };
}

/** On a port of its own: another stack may run on the usual one. */
async function restoreEmbedded(options: RestoreOptions, source: Source, secrets: MadeSecrets): Promise<Restored> {
  const { folder } = options;
  const port = await freePort();
  const server = await startEmbeddedServer({
    dataDir: folder.postgres,
    logFile: folder.log('postgres'),
    port,
    superuserPassword: secrets.superuser,
  });
  try {
    await provisionDatabase(server.adminUrl, 'clickstream_dw', secrets);
    const ownerUrl = embeddedUrl('footfall_owner', secrets.owner, port);
    await fill(ownerUrl, options, source);
    return await eraseAgain(embeddedUrl('footfall_etl', secrets.etl, port), options, source);
  } finally {
    await server.stop();
  }
}

/** The backup's own schema first, then its rows, then what has come since: as on any warehouse that is brought up to date. */
async function fill(ownerUrl: string, options: RestoreOptions, { backup, sums, lake }: Source): Promise<void> {
  const { from, shouldStop, onProgress } = options;
  await migrate(ownerUrl, { only: backup.migrations });
  await withClient(ownerUrl, async (client) => {
    const onCopied = ({ name }: { name: string }) => onProgress(`warehouse: ${name}`);
    await copyIn({ client, folder: from, backup, sums, shouldStop, onCopied });
    const balance = await readBalance(client);
    if (JSON.stringify(balance) !== JSON.stringify(backup.balance))
      throw new CliError(
        `The ledger of the restored warehouse says ${JSON.stringify(balance)}, the backup ${JSON.stringify(backup.balance)}.`,
      );
    const missing = await missingObjects(client, new Set((await allObjects(lake)).map(({ key }) => key)));
    if (backup.lake.isCopied && missing.length > backup.lake.gone)
      throw new CliError(
        `The lake of the backup lacks ${missing.length - backup.lake.gone} loaded objects, first ${missing[0]}.`,
      );
  });
  await migrate(ownerUrl);
  await withClient(ownerUrl, (client) => client.query('analyze'));
}

async function eraseAgain(databaseUrl: string, options: RestoreOptions, { backup, lake }: Source): Promise<Restored> {
  const { logger, shouldStop, onProgress } = options;
  onProgress('erasures');
  const erasures = await withClient(databaseUrl, (client) => syncErasures(client, lake));
  const restored = { backup, rows: backup.tables.reduce((sum, { rows }) => sum + rows, 0), erasures };
  if (!backup.lake.isCopied || erasures === 0) return restored;
  return { ...restored, swept: await sweepErased({ lake, databaseUrl, logger, shouldStop }) };
}

/** As the stack that was backed up had them. */
async function portsOf(from: string): Promise<Omit<StackState, 'lakeUrl'>> {
  const { lakeUrl: _, ...ports } = { lakeUrl: '', ...DEFAULT_PORTS, ...(await new DataFolder(from).state()) };
  return ports;
}
