import { type Command, Option } from 'commander';
import { erase } from './commands/erase.js';
import { exportParquet } from './commands/export.js';
import { importFiles } from './commands/import.js';
import { retain } from './commands/retain.js';
import { DATA, JSON_OUTPUT } from './options.js';

/** The commands that take events out of lake and warehouse, by person or by age, bring past ones in, and copy them for other engines. */
export function addDataCommands(footfall: Command, stopped: AbortSignal): void {
  addRemovals(footfall, stopped);
  addCopies(footfall, stopped);
}

function addRemovals(footfall: Command, stopped: AbortSignal): void {
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
    .command('retain')
    .description(
      'drop facts older than FOOTFALL_FACTS_KEEP_DAYS from the warehouse; rollups, visits, orders and carts stay, and the lake keeps all',
    )
    .option(...DATA)
    .option('--dry-run', 'only count what would go')
    .option(...JSON_OUTPUT)
    .action((options) => retain(options, stopped));
}

function addCopies(footfall: Command, stopped: AbortSignal): void {
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

  footfall
    .command('export')
    .description(
      'write facts and models as Parquet, a file a table and UTC day, for a bigger engine; again, it replaces them',
    )
    .option(...DATA)
    .addOption(new Option('--format <format>', 'the form of the files').choices(['parquet']).default('parquet'))
    .requiredOption('--to <place>', 'a folder, or s3://bucket/prefix')
    .option('--since <day>', 'only this UTC day and later ones, as 2026-11-22')
    .option('--until <day>', 'only this UTC day and earlier ones')
    .option(...JSON_OUTPUT)
    .action((options) => exportParquet(options, stopped));
}
