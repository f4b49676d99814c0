import { VERSION } from '@footfall/collector';
import { Command, Option } from 'commander';
import { addBackupCommands } from './backup-program.js';
import { doctor } from './commands/doctor.js';
import { etl } from './commands/etl.js';
import { migrate } from './commands/migrate.js';
import { rebuild } from './commands/rebuild.js';
import { report } from './commands/report.js';
import { up } from './commands/up.js';
import { DEFAULT_DATA_FOLDER } from './data-folder.js';
import { addDataCommands } from './data-program.js';
import { addLakeCommands } from './lake-program.js';
import { DATA, every, JSON_OUTPUT, port } from './options.js';

/** The command line. `stopped` is aborted by Ctrl-C; a command that found something wrong sets `outcome`. */
export function program(stopped: AbortSignal, outcome: Outcome): Command {
  const footfall = new Command('footfall')
    .description('Tells an online shop what its shoppers do: tracker, collector, ETL, warehouse and dashboards.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(footfall --help tells more)');

  addUp(footfall, stopped);
  addWarehouseCommands(footfall, stopped);
  addRebuild(footfall, stopped, outcome);
  addLakeCommands(footfall, stopped);
  addDataCommands(footfall, stopped);
  addBackupCommands(footfall, stopped);
  addDoctor(footfall, outcome);

  for (const command of footfall.commands) command.exitOverride();
  return footfall;
}

/** What a command found wrong, where it broke nothing. */
type Outcome = { exitCode: number };

const OWN_SERVER = `
A PostgreSQL of your own (17 or later) instead of the embedded one, by the environment:
  FOOTFALL_DATABASE_URL=postgres://LOGIN:PASSWORD@HOST:5432/clickstream_dw
      alone: a login that may make roles and databases. It makes footfall_owner, footfall_etl, footfall_dash and
      footfall_analyst; later starts need it no more.
  with FOOTFALL_OWNER_DATABASE_URL and FOOTFALL_DASH_DATABASE_URL (and FOOTFALL_ANALYST_DATABASE_URL): a login for
      each role, where they were made by hand. See docs/one-machine.md.`;

function addUp(footfall: Command, stopped: AbortSignal): void {
  footfall
    .command('up')
    .description('run everything on this machine until Ctrl-C')
    .option(...DATA)
    .option('--port-collector <n>', 'port of the collector', port, 8787)
    .option('--port-dashboards <n>', 'port of the dashboards', port, 3838)
    .option(
      '--port-postgres <n>',
      'port of the embedded PostgreSQL; without meaning where FOOTFALL_DATABASE_URL names your own',
      port,
      54329,
    )
    .option('--port-shop <n>', 'port of the example shop', port, 3000)
    .addOption(
      new Option('--etl-every <time>', 'time between ETL runs, as 60s or 5m; off for none')
        .argParser(every)
        .default(60_000, '60s'),
    )
    .option('--demo', 'run the example shop, too', false)
    .option('--no-dashboards', 'do not run the dashboards')
    .addHelpText('after', OWN_SERVER)
    .action(({ etlEvery, ...options }) =>
      up({ ...options, data: options.data ?? DEFAULT_DATA_FOLDER, etlEveryMs: etlEvery }, console.log, stopped),
    );
}

function addWarehouseCommands(footfall: Command, stopped: AbortSignal): void {
  footfall
    .command('migrate')
    .description("bring the warehouse's schema up to date")
    .option(...DATA)
    .option(...JSON_OUTPUT)
    .action(migrate);

  footfall
    .command('etl')
    .description('load what is not loaded yet from the lake into the warehouse')
    .option(...DATA)
    .option('--hour <hour>', 'only this UTC hour of receipt, as 2026-11-22T15')
    .option('--date <day>', 'only this UTC day, as 2026-11-22')
    .option('--prefix <prefix>', 'only objects whose key starts so, as events/2026/11/')
    .option('--since <day>', 'only this UTC day and later ones')
    .option('--hours-back <hours>', 'only the current UTC hour and so many before it', Number)
    .option('--all', 'everything that is not loaded yet (the default)')
    .option('--trigger <name>', 'what started it, for the ledger', 'cli')
    .option(...JSON_OUTPUT)
    .action((options) => etl(options, stopped));

  footfall
    .command('report')
    .description('print the key figures, as the dashboards have them; by default of the last 7 days and today')
    .option(...DATA)
    .option('--from <day>', "first day in the shop's time zone, as 2026-11-22")
    .option('--to <day>', 'last day (default: today)')
    .option(...JSON_OUTPUT)
    .action(report);
}

function addRebuild(footfall: Command, stopped: AbortSignal, outcome: Outcome): void {
  footfall
    .command('rebuild')
    .description('make the warehouse again from the lake, beside everything else, and swap it in when it is whole')
    .option(...DATA)
    .option(
      '--verify',
      'compare the warehouse with what the lake gives, table by table, and replace nothing; 1 where they differ',
    )
    .option(
      '--allow-missing',
      'go on although the lake has no longer what the warehouse has loaded; its events are lost',
    )
    .option(...JSON_OUTPUT)
    .action(async (options) => {
      outcome.exitCode = (await rebuild(options, stopped)) ? 0 : 1;
    });
}

function addDoctor(footfall: Command, outcome: Outcome): void {
  footfall
    .command('doctor')
    .description('check every part, and say what is wrong and what to do')
    .option(...DATA)
    .option(...JSON_OUTPUT)
    .action(async (options) => {
      outcome.exitCode = (await doctor(options)) ? 0 : 1;
    });
}
