import type { Command } from 'commander';
import { backup } from './commands/backup.js';
import { restore } from './commands/restore.js';
import { DATA, JSON_OUTPUT } from './options.js';

/** The commands that keep a stack safe. */
export function addBackupCommands(footfall: Command, stopped: AbortSignal): void {
  footfall
    .command('backup')
    .description(
      'copy warehouse, lake and secrets, consistent with each other, to a new folder; safe while everything runs',
    )
    .option(...DATA)
    .requiredOption('--to <dir>', 'the folder to be made; it must not exist')
    .option(...JSON_OUTPUT)
    .action((options) => backup(options, stopped));

  footfall
    .command('restore')
    .description('make a data folder from a backup, prove its counts, and do again what erasures came later')
    .argument('<backup>', 'the folder that "footfall backup" wrote')
    .option(...DATA)
    .option(
      '--erasures <lake>',
      'the lake as it was last, for erasures that the backup does not know: a folder, or s3://…',
    )
    .option(
      '--to-database',
      'put the warehouse into the empty database that FOOTFALL_DATABASE_URL names, instead of an embedded PostgreSQL',
    )
    .option(...JSON_OUTPUT)
    .action((from, options) => restore(from, options, stopped));
}
