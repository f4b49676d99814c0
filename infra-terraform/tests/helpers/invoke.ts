import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Calls the handler as Lambda's runtime does, and prints its answer as the last line. */
const RUNTIME = `
  const [module, payload] = process.argv.slice(1);
  const { handler } = await import(module);
  const answer = await handler(JSON.parse(payload), { getRemainingTimeInMillis: () => 900_000 });
  console.log(JSON.stringify(answer));
  process.exit(0);`;

/**
 * Invokes a function that was unpacked to `folder`, in a process that knows nothing but `env` and has none of our modules near.
 * @param handler as Terraform sets it, `dist/index.handler` for one
 * @returns its answer, and the lines that it logged
 */
export async function invoke<T>(
  folder: string,
  { handler, env, payload }: { handler: string; env: Record<string, string>; payload: unknown },
): Promise<{ answer: T; log: Record<string, unknown>[] }> {
  const module = pathToFileURL(join(folder, handler.replace(/\.handler$/, '.mjs'))).href;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', RUNTIME, module, JSON.stringify(payload)],
    {
      cwd: folder,
      env: { ...env, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    },
  );
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { answer: lines.at(-1), log: lines.slice(0, -1) };
}
