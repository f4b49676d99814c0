import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.js';

const FOOTFALL = fileURLToPath(new URL('../../cli/bin/footfall.js', import.meta.url));
const run = promisify(execFile);

/** A whole Footfall on this machine, started by its own command line, with a data folder of its own. */
export class Stack {
  readonly #args: string[];
  #process: ChildProcess | undefined;

  private constructor(
    readonly dataFolder: string,
    readonly shopUrl: string,
    readonly dashboardsUrl: string,
    args: string[],
  ) {
    this.#args = args;
  }

  /** Starts every part on free ports; the ETL runs when a test asks for it. */
  static async start(): Promise<Stack> {
    const dataFolder = await mkdtemp(join(tmpdir(), 'footfall-e2e-'));
    const [collector, dashboards, postgres, shop] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const ports = { collector, dashboards, postgres, shop };
    const args = Object.entries(ports).flatMap(([part, port]) => [`--port-${part}`, String(port)]);
    const stack = new Stack(dataFolder, `http://localhost:${shop}`, `http://localhost:${dashboards}`, args);
    await stack.up();
    return stack;
  }

  /** Starts the stack (again), and waits until it says that it is ready. */
  async up(): Promise<void> {
    const args = ['up', '--data', this.dataFolder, '--demo', '--etl-every', 'off', ...this.#args];
    const child = spawn(process.execPath, [FOOTFALL, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (text: Buffer) => {
        said += text;
        if (said.includes('footfall is ready')) resolve();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      // Its last words say why, and a report shows the beginning of a message only.
      child.once('close', (code) =>
        reject(new Error(`footfall up ended with ${code}: ${said.split('\n').reverse().join('\n')}`)),
      );
    });
  }

  /** Ctrl-C. @returns the exit code; null where it took longer than ten seconds and had to be killed */
  async interrupt(): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await once(child, 'exit');
    clearTimeout(timer);
    return child.exitCode;
  }

  /** Ends Footfall as the kernel would when memory runs out: its parts run on without it. */
  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    if (this.#process) await once(this.#process, 'exit');
  }

  /** Ends everything and removes the data. */
  async remove(): Promise<void> {
    await this.interrupt();
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  /** One ETL run. */
  async etl(): Promise<{ loaded: number; duplicate: number; rejected: number; received: number }> {
    const { stdout } = await run(process.execPath, [FOOTFALL, 'etl', '--data', this.dataFolder, '--json']);
    return JSON.parse(stdout);
  }

  /** Runs another command of the command line on this stack. @returns what it printed */
  async footfall(...args: string[]): Promise<string> {
    return (await run(process.execPath, [FOOTFALL, ...args, '--data', this.dataFolder])).stdout;
  }

  /** Stops the collector in the middle of whatever it does: its port is open, and nobody answers. The shop runs on. */
  freezeCollector(): void {
    this.#process?.kill('SIGSTOP');
  }

  thawCollector(): void {
    this.#process?.kill('SIGCONT');
  }

  /** What footfall.env says. */
  async env(): Promise<Record<string, string>> {
    const text = await readFile(join(this.dataFolder, 'footfall.env'), 'utf8');
    return Object.fromEntries(
      text
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s) as [string, string]),
    );
  }

  /** Kills PostgreSQL as a crash would. */
  async killWarehouse(): Promise<void> {
    const pid = Number.parseInt(await readFile(join(this.dataFolder, 'postgres', 'postmaster.pid'), 'utf8'), 10);
    process.kill(pid, 'SIGKILL');
  }

  /** Kills PostgreSQL, and keeps it from coming back. @returns what lets it */
  async holdWarehouse(): Promise<() => Promise<void>> {
    const settings = join(this.dataFolder, 'postgres', 'postgresql.auto.conf');
    const before = await readFile(settings, 'utf8');
    await writeFile(settings, 'no setting');
    await this.killWarehouse();
    return () => writeFile(settings, before);
  }

  /** Kills the dashboards' R as a crash would. */
  async killDashboards(): Promise<void> {
    const folder = join(this.dataFolder, 'pids');
    for (const file of await readdir(folder)) {
      const pid = Number.parseInt(file, 10);
      const { stdout } = await run('ps', ['-o', 'args=', '-p', String(pid)]);
      if (stdout.includes('app.R')) process.kill(pid, 'SIGKILL');
    }
  }

  /** Rows of a query on the warehouse. */
  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#rows((await this.env()).FOOTFALL_DATABASE_URL ?? '', sql, values);
  }

  /** Rows of a query as the dashboards ask: as the role that can read nothing else. */
  async dashQuery<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#rows(await this.#url('footfall_dash', 'dash', 'clickstream_dw'), sql, values);
  }

  /** Rows of a query on the shop's own database. */
  async shopQuery<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#rows(await this.#url('shop', 'shop', 'shop'), sql, values);
  }

  async #url(role: string, secret: string, database: string): Promise<string> {
    const secrets = JSON.parse(await readFile(join(this.dataFolder, 'secrets.json'), 'utf8'));
    const { port } = new URL((await this.env()).FOOTFALL_DATABASE_URL ?? '');
    return `postgres://${role}:${secrets[secret]}@127.0.0.1:${port}/${database}`;
  }

  async #rows<Row extends pg.QueryResultRow>(connectionString: string, sql: string, values: unknown[]): Promise<Row[]> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }
}
