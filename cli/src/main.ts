import { SettingsError } from '@footfall/collector';
import { EtlError, SettingsError as EtlSettingsError, ScopeError } from '@footfall/etl';
import { LakeError } from '@footfall/lake';
import { WarehouseError } from '@footfall/warehouse';
import { CommanderError } from 'commander';
import { CliError, reasonOf, UsageError } from './errors.js';
import { program } from './program.js';

const EXPECTED = [CliError, WarehouseError, SettingsError, EtlSettingsError, EtlError, LakeError];

/**
 * Runs the `footfall` command.
 * @param argv as process.argv
 * @returns the exit code: 0 ok, 1 failed, 2 called wrongly
 */
export async function main(argv: string[]): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(1); // asked twice: at once
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  process.stdout.on('error', () => {}); // whoever read our output has gone; that is no reason to leave the parts running
  const outcome = { exitCode: 0 };
  try {
    await program(stop.signal, outcome).parseAsync(argv);
    return outcome.exitCode;
  } catch (error) {
    return report(error);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has said why
  if (error instanceof UsageError || error instanceof ScopeError) {
    console.error(`footfall: ${error.message}`);
    return 2;
  }
  const isExpected = EXPECTED.some((kind) => error instanceof kind);
  console.error(isExpected ? `footfall: ${reasonOf(error)}` : error);
  return 1;
}
