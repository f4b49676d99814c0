/** Something the user can mend; the message says how. Exit code 1. */
export class CliError extends Error {
  override name = 'CliError';
}

/** The command was called wrongly. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
