/** What a check found. `fix` says what to do about it. */
export interface Finding {
  part: string;
  state: 'ok' | 'warning' | 'failed';
  message: string;
  fix?: string;
}

/** All is well. */
export const ok = (part: string, message: string): Finding => ({ part, state: 'ok', message });

/** Nothing is broken, but somebody should look. */
export const warning = (part: string, message: string, fix: string): Finding => ({
  part,
  state: 'warning',
  message,
  fix,
});

/** It does not work; `footfall doctor` ends with exit code 1. */
export const failed = (part: string, message: string, fix: string): Finding => ({
  part,
  state: 'failed',
  message,
  fix,
});

/** Why something went wrong, in a few words. */
export const reason = (error: unknown) => (error instanceof Error ? error.message : String(error)) || 'unreachable';
