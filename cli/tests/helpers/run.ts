import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const FOOTFALL = fileURLToPath(new URL('../../bin/footfall.js', import.meta.url));

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the built command as a user would. */
export const footfall = (...args: string[]) => footfallWith({}, ...args);

/** Runs it with settings in the environment. */
export function footfallWith(settings: Record<string, string>, ...args: string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
    execFile(process.execPath, [FOOTFALL, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}
