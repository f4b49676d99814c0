import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';

const SERVE = fileURLToPath(new URL('../../examples/script-tag/serve.mjs', import.meta.url));

/** The hand-written shop with the script tag, before a stack's collector. */
export class Outlet {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(collector: string): Promise<Outlet> {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port), FOOTFALL_ENDPOINT: collector };
    const child = spawn(process.execPath, [SERVE], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return new Outlet(`http://localhost:${port}`, child);
  }

  async stop(): Promise<void> {
    this.child.kill();
    await once(this.child, 'exit');
  }
}
