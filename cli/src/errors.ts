import { LakeError } from '@footfall/lake';

/** What went wrong, in a line: the lake's errors keep the reason in their cause, and some repeat it in their message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error instanceof LakeError && error.cause instanceof Error ? error.cause.message : '';
  return cause === '' || error.message.endsWith(cause) ? error.message : `${error.message}: ${cause}`;
}

/** Something the user can mend; the message says how. Exit code 1. */
export class CliError extends Error {
  override name = 'CliError';
}

/** The command was called wrongly. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
