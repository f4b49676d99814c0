import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import pino from 'pino';
import { type Restored, restoreBackup } from '../backup/restore-backup.js';
import { DataFolder } from '../data-folder.js';
import { count, counted, progress, size } from '../format.js';
import { openLakeAt } from '../stack/find-lake.js';

export interface RestoreCommandOptions {
  data?: string;
  erasures?: string;
  toDatabase?: boolean;
  json?: boolean;
}

/** Makes a data folder from a backup, and says what was proved of it. */
export async function restore(from: string, options: RestoreCommandOptions, stopped: AbortSignal): Promise<void> {
  const { erasures } = options;
  const folder = new DataFolder(options.data);
  const bar = progress();
  const restored = await restoreBackup({
    from: resolve(from),
    folder,
    erasures:
      erasures === undefined
        ? undefined
        : openLakeAt(/^\w+:\/\//.test(erasures) ? erasures : pathToFileURL(resolve(erasures)).href),
    toDatabase: options.toDatabase,
    logger: pino({ level: process.env.FOOTFALL_LOG_LEVEL ?? 'warn' }, pino.destination(2)),
    shouldStop: () => stopped.aborted,
    onProgress: bar.show,
  }).finally(bar.clear);
  console.log(options.json ? JSON.stringify({ data: folder.path, ...restored }) : textOf(folder, restored));
}

function textOf(folder: DataFolder, { backup, rows, place, erasures, swept }: Restored): string {
  const { lake, tables } = backup;
  return [
    `restored   ${folder.path}, as of ${backup.at}`,
    `warehouse  ${count(rows)} rows of ${count(tables.length)} tables, as many as were backed up; the balance is the same`,
    ...(place ? [`           at ${place}`] : []),
    lake.isCopied
      ? `lake       ${count(lake.objects)} objects, ${size(lake.bytes)}, each with its sum; all that the ledger names is there`
      : `lake       stays at ${lake.url}`,
    `erasures   ${counted(erasures, 'later one')} done again${swept ? `, ${count(swept.erasedLines)} lines of the lake replaced` : ''}`,
    `Start it: footfall up --data ${folder.path}`,
  ].join('\n');
}
