import type { Command } from 'commander';
import { erase } from './commands/erase.js';
import { importFiles } from './commands/import.js';
import { DATA, JSON_OUTPUT } from './options.js';

/** The commands that take events out of lake and warehouse, and bring past ones in. */
export function addDataCommands(footfall: Command, stopped: AbortSignal): void {
  footfall
    .command('erase')
    .description(
      'erase a person from lake and warehouse, and print a certificate; safe beside everything else, and to interrupt',
    )
    .option(...DATA)
    .option('--client <id>', 'all events of this client (a browser)')
    .option(
      '--user <id>',
      'all events of this user; those without a user of clients that are his alone, and of his sessions on others',
    )
    .option(
      '--again',
      'take out of the lake whatever came back of everybody who was erased: after a restore, and now and then',
    )
    .option('--dry-run', 'only count what would go')
    .option(...JSON_OUTPUT)
    .action((options) => erase(options, stopped));

  footfall
    .command('import')
    .description('write past events to the lake under their own hours; the same file again changes nothing')
    .argument(
      '<files...>',
      'NDJSON in the form of the wire, also packed (gzip); .json for a document; - for the standard input',
    )
    .option(...DATA)
    .option('--load', 'load them into the warehouse at once')
    .option('--dry-run', 'only check and count them')
    .option(...JSON_OUTPUT)
    .action((files, options) => importFiles(files, options, stopped));
}
