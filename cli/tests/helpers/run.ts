import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FOOTFALL = fileURLToPath(new URL('../../bin/footfall.js', import.meta.url));

/** Runs the built command as a user would. */
export function footfall(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME };
    execFile(process.execPath, [FOOTFALL, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}
