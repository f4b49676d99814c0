import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, chown, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { embeddedBinaries } from './embedded-binaries.js';
import { WarehouseError } from './errors.js';
import { stopLeftServer } from './left-server.js';
import { launchAs, type ServerAccount, serverAccount } from './server-account.js';
import { serverSettings, settingsFile } from './server-settings.js';

/** Most seconds that the server may take to come up; after a crash it reads its log first. */
const START_SECONDS = 60;

/** A server that does not shut down in this many milliseconds is ended at once; it reads its log at the next start. */
const STOP_GRACE_MS = 4000;

/** The file with the settings that are made from this machine's memory; written anew at each start. */
const SETTINGS_FILE = 'footfall.conf';
const INCLUDE = `include_if_exists = '${SETTINGS_FILE}'`;
/** Of the memory, what PostgreSQL may count on: the rest is for the other parts, and for whatever else the machine is for. */
const SHARE_OF_MEMORY = 1 / 2;

export interface EmbeddedServerOptions {
  /** The folder of the cluster; made where it is missing. */
  dataDir: string;
  /** The file that takes the server's log. */
  logFile: string;
  port: number;
  /** Password of the superuser `postgres`, set when the cluster is made. */
  superuserPassword: string;
  /** The npm package with PostgreSQL's programs; this platform's own unless told otherwise. */
  postgresPackage?: string;
}

export interface EmbeddedServer {
  /** Connection URL of the superuser, for setting up roles and databases only. */
  adminUrl: string;
  /** Resolves with a sentence when the server ends although nobody stopped it. */
  died: Promise<string>;
  /** Lets running transactions roll back, writes everything to disk and ends the server. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on 127.0.0.1, and makes the cluster first where there is none. A server that a killed process left
 * behind in the same folder is stopped first.
 *
 * @throws WarehouseError when the port is taken or the server does not come up; the message says what to do
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { dataDir, port, superuserPassword } = options;
  const runner = await serverRunner(options);
  if (!(await exists(join(dataDir, 'PG_VERSION')))) await initialise(runner, options);
  else await stopLeftServer(dataDir, runner.pgCtl);
  await writeSettings(dataDir, runner.account);

  const server = runner.postgres([
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ]);
  let stopping = false;
  const ended = new Promise<string>((resolve) => {
    server.once('exit', (code, signal) => resolve(`PostgreSQL ended (${signal ?? `exit code ${code}`})`));
    server.once('error', (error) => resolve(`PostgreSQL could not be started: ${error.message}`));
  });
  void ended.then(() => runner.closeLog());
  const adminUrl = `postgres://postgres:${encodeURIComponent(superuserPassword)}@127.0.0.1:${port}/postgres`;
  await waitUntilUp(adminUrl, ended, options).catch((error: unknown) => {
    server.kill('SIGQUIT');
    throw error;
  });
  return {
    adminUrl,
    died: ended.then((why) => (stopping ? new Promise<never>(() => {}) : why)),
    stop: async () => {
      stopping = true;
      server.kill('SIGINT'); // PostgreSQL's "fast shutdown"
      const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** How this cluster's programs are run: as the right account, apart from the terminal's Ctrl-C. */
async function serverRunner({ dataDir, logFile, postgresPackage }: EmbeddedServerOptions) {
  const account = await serverAccount();
  const binaries = await embeddedBinaries(account, postgresPackage);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (account) await chown(dataDir, account.uid, account.gid);
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a', 0o600);
  const start = (program: string, args: string[]): ChildProcess => {
    const launch = launchAs(account, [dirname(program), dataDir], program, args);
    // Its own process group: Ctrl-C in the terminal must reach Footfall only, which then stops the parts in order.
    return spawn(launch.command, launch.args, {
      ...launch.options,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env.PATH, LC_MESSAGES: 'C', TZ: 'UTC' },
    });
  };
  const finish = (program: string, args: string[]) =>
    new Promise<void>((resolve, reject) => {
      start(program, args)
        .once('error', reject)
        .once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))));
    });
  return {
    account,
    closeLog: () => log.close(),
    initdb: (args: string[]) => finish(binaries.initdb, ['-D', dataDir, ...args]),
    pgCtl: (args: string[]) => finish(binaries.pgCtl, ['-D', dataDir, ...args]),
    postgres: (args: string[]) => start(binaries.postgres, ['-D', dataDir, ...args]),
  };
}

/** Settings by memory, after those of the cluster's making; what `alter system` says still goes before them. */
async function writeSettings(dataDir: string, account?: ServerAccount): Promise<void> {
  const limit = process.constrainedMemory();
  const memoryBytes = (limit > 0 ? Math.min(limit, totalmem()) : totalmem()) * SHARE_OF_MEMORY;
  const file = join(dataDir, SETTINGS_FILE);
  const settings = settingsFile(serverSettings({ memoryBytes, processors: availableParallelism() }));
  const content = `# Made by footfall at each start from this machine's memory. To change one: alter system.\n${settings}`;
  const main = join(dataDir, 'postgresql.conf');
  try {
    // Nothing is written where nothing is new: a full disk must not keep the warehouse from starting.
    if ((await readFile(file, 'utf8').catch(() => '')) !== content) {
      await writeFile(file, content);
      if (account) await chown(file, account.uid, account.gid);
    }
    if (!(await readFile(main, 'utf8')).includes(INCLUDE)) await appendFile(main, `\n${INCLUDE}\n`);
  } catch (error) {
    throw new WarehouseError(
      `PostgreSQL's settings could not be written (${String(error)}). Make room, or ${dataDir} writable, and start again.`,
    );
  }
}

async function initialise(
  runner: Awaited<ReturnType<typeof serverRunner>>,
  options: EmbeddedServerOptions,
): Promise<void> {
  if ((await readdir(options.dataDir)).length > 0)
    throw new WarehouseError(
      `${options.dataDir} holds something else than PostgreSQL's data. Move it away and start again.`,
    );
  const passwordFile = `${options.dataDir}.password`;
  await writeFile(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600 });
  try {
    if (runner.account) await chown(passwordFile, runner.account.uid, runner.account.gid);
    await runner.initdb([
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--data-checksums',
    ]);
  } catch (error) {
    await rm(options.dataDir, { recursive: true, force: true }); // half a cluster would stand in the way of the next try
    throw new WarehouseError(`PostgreSQL's data folder could not be made (${String(error)}). See ${options.logFile}.`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function waitUntilUp(url: string, ended: Promise<string>, options: EmbeddedServerOptions): Promise<void> {
  const { dataDir, port, logFile } = options;
  let why: string | undefined;
  ended.then((reason) => {
    why = reason;
  });
  for (const end = performance.now() + START_SECONDS * 1000; performance.now() < end; ) {
    if (why) throw new WarehouseError(await startFailure(why, port, logFile));
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      // Another server on the same port would answer as well.
      const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
      await client.end();
      if (rows[0]?.folder === dataDir) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new WarehouseError(`PostgreSQL did not come up within ${START_SECONDS} seconds. See ${logFile}.`);
}

async function startFailure(why: string, port: number, logFile: string): Promise<string> {
  const tail = (await readFile(logFile, 'utf8').catch(() => '')).slice(-4000);
  if (/Address already in use/.test(tail)) return `Port ${port} is taken. Choose another with --port-postgres.`;
  if (/No space left on device/.test(tail)) return `${why}: the disk is full. Free some space and start again.`;
  return `${why}. See ${logFile}.`;
}

async function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw new WarehouseError(`${path} cannot be read: ${error.message}`); // not missing: nothing may be made in its place
    },
  );
}
