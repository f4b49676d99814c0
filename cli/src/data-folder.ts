import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError } from './errors.js';

/** Where the one-machine shape keeps everything, unless --data says otherwise. */
export const DEFAULT_DATA_FOLDER = '.footfall';

/** Stands in a folder while a backup is restored into it: nothing in it is whole. */
export const RESTORING_FILE = 'restoring';

/** URLs of the warehouse's roles at a PostgreSQL of the user's own. */
export interface WarehouseLogins {
  owner: string;
  etl: string;
  dash: string;
  /** Missing where nobody has said it. */
  analyst?: string;
}

/** Passwords of the warehouse's roles, made once. */
export interface Secrets {
  superuser: string;
  owner: string;
  etl: string;
  dash: string;
  shop: string;
  /** The example shop's word to the collector; missing in folders of before there was one. */
  serverKey?: string;
  /** Of the role for analysts' own tools; missing in older folders, too. */
  analyst?: string;
  /** Where the warehouse is no embedded one. */
  warehouse?: WarehouseLogins;
}

/** All that a stack has made. */
export type MadeSecrets = Required<Omit<Secrets, 'warehouse'>> & Pick<Secrets, 'warehouse'>;

/** What a stack remembers of its last start, so that other commands find it. */
export interface StackState {
  portPostgres: number;
  portCollector: number;
  portDashboards: number;
  lakeUrl: string;
}

/** The folder of a one-machine stack: lake, PostgreSQL, logs, secrets and state. */
export class DataFolder {
  readonly path: string;

  constructor(path: string = DEFAULT_DATA_FOLDER) {
    this.path = resolve(path);
  }

  get postgres(): string {
    return join(this.path, 'postgres');
  }
  get lakeUrl(): string {
    return pathToFileURL(join(this.path, 'lake')).href;
  }
  log(name: string): string {
    return join(this.path, 'logs', `${name}.log`);
  }
  get envFile(): string {
    return join(this.path, 'footfall.env');
  }
  /** Notes of the programs that run. */
  get pids(): string {
    return join(this.path, 'pids');
  }
  get lockFile(): string {
    return join(this.path, 'footfall.pid');
  }
  get secretsFile(): string {
    return join(this.path, 'secrets.json');
  }
  get stateFile(): string {
    return join(this.path, 'state.json');
  }

  /**
   * Makes the folder. Others may pass it (PostgreSQL's account must), but not look into it.
   * @throws CliError where that is impossible, or a restore has not come to its end there
   */
  async create({ isRestoring = false } = {}): Promise<void> {
    if (!isRestoring && existsSync(join(this.path, RESTORING_FILE)))
      throw new CliError(
        `A restore into ${this.path} has not come to its end. Run the same "footfall restore" again: it begins anew.`,
      );
    try {
      const made = await mkdir(join(this.path, 'logs'), { recursive: true, mode: 0o711 });
      await mkdir(this.pids, { recursive: true, mode: 0o700 });
      if (made) await chmod(this.path, 0o711);
    } catch (error) {
      throw new CliError(
        `The data folder ${this.path} cannot be made: ${(error as Error).message}. Choose another with --data.`,
      );
    }
  }

  /** The secrets, or undefined where no stack was ever started here. @throws CliError where they cannot be read */
  async secrets(): Promise<Secrets | undefined> {
    return this.#json<Secrets>('secrets.json');
  }

  /** The secrets; made at the first call. */
  async ensureSecrets(): Promise<MadeSecrets> {
    const known = await this.secrets();
    if (known?.serverKey && known.analyst) return { ...known, serverKey: known.serverKey, analyst: known.analyst };
    const password = () => randomBytes(24).toString('base64url');
    const made = {
      superuser: password(),
      owner: password(),
      etl: password(),
      dash: password(),
      shop: password(),
      serverKey: password(),
      analyst: password(),
    };
    // an older folder lacks those that came later
    const secrets = { ...made, ...known };
    await this.saveSecrets(secrets);
    return secrets;
  }

  async saveSecrets(secrets: Secrets): Promise<void> {
    await this.#write('secrets.json', JSON.stringify(secrets, null, 2));
  }

  /** The state of the last start, or undefined. */
  async state(): Promise<StackState | undefined> {
    return this.#json<StackState>('state.json');
  }

  async saveState(state: StackState): Promise<void> {
    await this.#write('state.json', JSON.stringify(state, null, 2));
  }

  /** Writes footfall.env: what other programs need to know of this stack. Readable by its owner only. */
  async saveEnv(variables: Record<string, string>): Promise<void> {
    const quoted = Object.entries(variables).map(([name, value]) => `${name}=${shellWord(value)}\n`);
    await this.#write('footfall.env', quoted.join(''));
  }

  async #json<T>(name: string): Promise<T | undefined> {
    const text = await readFile(join(this.path, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      // Not missing: who took it for that would write new passwords over it.
      throw new CliError(`${join(this.path, name)} cannot be read: ${error.message}. Mend that, then try again.`);
    });
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new CliError(`${join(this.path, name)} is damaged. Restore it from a backup.`);
    }
  }

  /** Whole or not at all: a killed process must not leave half a secret. */
  async #write(name: string, text: string): Promise<void> {
    const file = join(this.path, name);
    await writeFile(`${file}.new`, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}

/** Quoted only where a shell would split or expand it. */
function shellWord(value: string): string {
  return /^[\w:/.@%+=,-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Connection URL of a role of the embedded server. */
export function embeddedUrl(role: string, password: string, port: number, database = 'clickstream_dw'): string {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
