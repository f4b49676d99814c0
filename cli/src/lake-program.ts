import { type Command, Option } from 'commander';
import { compact } from './commands/compact.js';
import { lakeCat, lakeLs, lakeStat } from './commands/lake.js';
import { quarantineLs, quarantineRetry, quarantineShow, RETRY_STATES, STATES } from './commands/quarantine.js';
import { DATA, JSON_OUTPUT, limit, sizeInBytes } from './options.js';

const HOUR = [
  '--hour <hours>',
  'only this UTC hour of receipt, as 2026-11-22T15, or 2026-11-22T10..2026-11-22T15',
] as const;
const DAY = ['--day <days>', 'only this UTC day of receipt, as 2026-11-22, or 2026-11-20..2026-11-22'] as const;
const REASON = ['--reason <text>', 'only this reason, as "quarantine ls" has it'] as const;
const EVENT = ['--event <name>', 'only events of this name'] as const;

/** The commands that work on the raw lake. */
export function addLakeCommands(footfall: Command, stopped: AbortSignal): void {
  addCompact(footfall, stopped);
  addLake(footfall, stopped);
  addQuarantine(footfall, stopped);
}

function addCompact(footfall: Command, stopped: AbortSignal): void {
  footfall
    .command('compact')
    .description("merge the lake's small objects to few large ones; safe beside everything else, and to interrupt")
    .option(...DATA)
    .option(...HOUR)
    .option(...DAY)
    .addOption(
      new Option('--target-size <size>', 'merge until an object has this size, 512MiB at most')
        .argParser(sizeInBytes)
        .default(sizeInBytes('64MiB'), '64MiB'),
    )
    .option('--dry-run', 'only say what would be merged')
    .option(...JSON_OUTPUT)
    .action((options) => compact(options, stopped));
}

function addLake(footfall: Command, stopped: AbortSignal): void {
  const lake = footfall.command('lake').description('look into the raw lake');
  lake
    .command('ls')
    .description('list its objects')
    .option(...DATA)
    .option(...HOUR)
    .option(...DAY)
    .option('--rejected', 'only what was refused')
    .option(...JSON_OUTPUT)
    .action((options) => lakeLs(options, stopped));
  lake
    .command('cat')
    .description('print its events as NDJSON, as they were sent')
    .argument('[keys...]', 'only these objects')
    .option(...DATA)
    .option(...HOUR)
    .option(...DAY)
    .option('--rejected', 'what was refused, with its reasons, instead of events')
    .option('--limit <n>', 'no more than so many', limit)
    .action((keys, options) => lakeCat(keys, options, stopped));
  lake
    .command('stat')
    .description('count objects, bytes, events and refused events by hour of receipt')
    .option(...DATA)
    .option(...HOUR)
    .option(...DAY)
    .option(...JSON_OUTPUT)
    .action((options) => lakeStat(options, stopped));
}

function addQuarantine(footfall: Command, stopped: AbortSignal): void {
  const quarantine = footfall
    .command('quarantine')
    .description('refused events: look at them, and send them again after a fix');
  quarantine
    .command('ls')
    .description('count refused events by reason')
    .option(...DATA)
    .option(...HOUR)
    .option(...DAY)
    .option(...EVENT)
    .option(...JSON_OUTPUT)
    .action(quarantineLs);
  quarantine
    .command('show')
    .description('show some of them whole')
    .option(...DATA)
    .option(...REASON)
    .option(...HOUR)
    .option(...DAY)
    .option(...EVENT)
    .addOption(
      new Option('--state <state>', 'only those that were never sent again (open), or with what outcome').choices(
        STATES,
      ),
    )
    .option('--limit <n>', 'no more than so many', limit, 5)
    .option(...JSON_OUTPUT)
    .action(quarantineShow);
  addRetry(quarantine, stopped);
}

function addRetry(quarantine: Command, stopped: AbortSignal): void {
  quarantine
    .command('retry')
    .description('send them again, each once, as they were or mended; what was refused stays in the balance')
    .option(...DATA)
    .option(...REASON)
    .option('--all', 'whatever the reason')
    .option(...HOUR)
    .option(...DAY)
    .option(...EVENT)
    .addOption(
      new Option(
        '--state <state>',
        'only those that were never sent again (open), were refused again, or dropped by an earlier fix; open and refused without it',
      ).choices(RETRY_STATES),
    )
    .option('--patch <file>', 'mend each event by this JSON Patch (RFC 6902)')
    .option(
      '--module <file>',
      'mend by this module: export default (event, { reason, text, receivedAt }) => event; null drops it, nothing leaves it refused',
    )
    .option('--dry-run', 'only count, and show what the first ones become')
    .option(...JSON_OUTPUT)
    .action((options) => quarantineRetry(options, stopped));
}
