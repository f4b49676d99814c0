import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { embeddedUrl } from '../../../cli/dist/data-folder.js';
import { familyOf, killAll, postmasterOf } from './processes.mjs';

const FOOTFALL = fileURLToPath(new URL('../../../cli/bin/footfall.js', import.meta.url));
/** After an end that nobody asked for it is started again after so many milliseconds, as the systemd unit in examples/one-machine does. */
const RESTART_MS = 2000;

/** The one-machine product on a data folder, with what a service manager does: when it ends by itself, it is started again. */
export class Stack {
  /** How often it ended although nobody had asked for that. */
  ownEnds = 0;
  #main;
  #wanted = false;
  #watching;

  /**
   * @param data the data folder
   * @param ports `collector` and `postgres`; `shop`, where the example shop is a part of it
   * @param env settings of the product; also what steps its clock
   * @param say takes what the product says, line by line
   * @param command `footfall` of another version
   */
  constructor({ data, ports, etlEvery, env, say, command = FOOTFALL }) {
    Object.assign(this, { data, ports, etlEvery, env, say, command });
    this.endpoint = `http://127.0.0.1:${ports.collector}/clickstream`;
  }

  /** Starts it, and keeps it running until it is stopped or killed. @returns when it is ready */
  async start() {
    this.#wanted = true;
    this.#watching = this.#keepRunning();
    await this.ready();
  }

  async #keepRunning() {
    while (this.#wanted) {
      const main = this.#launch();
      this.#main = main;
      const [code, signal] = await once(main, 'exit');
      this.isReady = false;
      if (!this.#wanted) return;
      this.ownEnds++;
      this.say(`footfall up ended (${signal ?? `exit code ${code}`}); it is started again`);
      await sleep(RESTART_MS);
    }
  }

  #launch() {
    const { data, ports, etlEvery, env, say, command } = this;
    const args = ['up', '--data', data, '--no-dashboards', '--etl-every', etlEvery, ...(ports.shop ? ['--demo'] : [])];
    for (const [part, port] of Object.entries(ports)) args.push(`--port-${part}`, `${port}`);
    // Apart from the terminal: its Ctrl-C is for the bench, which stops the product when it has stopped its own work.
    const main = spawn(process.execPath, [command, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [main.stdout, main.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        if (line === 'footfall is ready') this.isReady = true;
        say(line);
      });
    return main;
  }

  async ready() {
    while (!this.isReady && this.#wanted) await sleep(50);
  }

  /** The process that is `footfall up`, with the collector in it. */
  get main() {
    return this.#main.pid;
  }

  /** Everything that runs: what `footfall up` has started, too, and what an earlier one has left. */
  everything() {
    const server = postmasterOf(this.data);
    return [...new Set([...familyOf(this.main), ...(server ? familyOf(server) : [])])];
  }

  /** Ends some of its processes at once; `footfall up` among them stays down until it is started. */
  async kill(pids) {
    if (pids.includes(this.main)) this.#wanted = false;
    await killAll(pids);
    if (!this.#wanted) await this.#watching;
  }

  /** Ends it as `systemctl stop` does. */
  async stop() {
    this.#wanted = false;
    if (this.#main === undefined) return;
    if (this.#main.exitCode === null) this.#main.kill('SIGTERM');
    await this.#watching;
  }

  /** A connection URL of one of its roles. */
  url(role) {
    const secrets = JSON.parse(readFileSync(join(this.data, 'secrets.json'), 'utf8'));
    return embeddedUrl(`footfall_${role}`, secrets[role], this.ports.postgres);
  }
}

/** Runs a command of the product. @returns what it printed as JSON. @throws where it failed, with what it said */
export function footfall(...args) {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [FOOTFALL, ...args, '--json'], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`footfall ${args.join(' ')} failed: ${stderr || stdout || error.message}`));
      else resolve(JSON.parse(stdout));
    });
  });
}
