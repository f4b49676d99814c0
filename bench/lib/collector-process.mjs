import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./collector-servers.mjs', import.meta.url));

/** Starts `bare` or `footfall` as a process of its own, with an empty lake in a folder. */
export async function startServer(kind) {
  const folder = await mkdtemp(join(tmpdir(), 'footfall-bench-'));
  const child = spawn(process.execPath, ['--expose-gc', PROGRAM, kind, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value;
  const port = await nextLine();
  return {
    url: `http://127.0.0.1:${port}`,
    async usage() {
      child.stdin.write('\n');
      return JSON.parse(await nextLine());
    },
    /** How many objects its lake has. */
    async objects() {
      const names = await readdir(folder, { recursive: true });
      return names.filter((name) => name.endsWith('.ndjson.gz')).length;
    },
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}
