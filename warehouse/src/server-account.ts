import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { WarehouseError } from './errors.js';

const run = promisify(execFile);
const ACCOUNT = 'postgres';

/** The operating system's account that PostgreSQL runs under, where the caller is root; PostgreSQL refuses root. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/**
 * The account for PostgreSQL: undefined for an ordinary user, who runs it himself; for root the account `postgres`,
 * which is made where it is missing.
 */
export async function serverAccount(): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await find()) ?? (await create());
}

async function find(): Promise<ServerAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', ACCOUNT]), run('id', ['-g', ACCOUNT])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function create(): Promise<ServerAccount> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ACCOUNT]);
  } catch (error) {
    throw new WarehouseError(
      `PostgreSQL must not run as root, and the account "${ACCOUNT}" could not be made (${String(error)}). ` +
        `Run "useradd --system ${ACCOUNT}", or start Footfall as an ordinary user.`,
    );
  }
  const account = await find();
  if (!account) throw new WarehouseError(`The account "${ACCOUNT}" was made but cannot be found.`);
  return account;
}

// Entering is the only true test: access(2) would ignore the capability.
const ENTER = ['sh', '-c', 'cd -- "$0"'];

/** Whether `account` may pass every folder above `folder`, and enter it. */
export function canEnter(folder: string, account: ServerAccount): boolean {
  const [sh = '', ...args] = ENTER;
  return spawnSync(sh, [...args, folder], { ...account, cwd: '/' }).status === 0;
}

/** A command line to spawn, and how. */
export interface Launch {
  command: string;
  args: string[];
  options: { uid?: number; gid?: number };
}

/**
 * How to run a program as `account`.
 *
 * Folders below root's home or a private temporary folder cannot be entered by another account. There the program gets
 * the one capability that lets it pass such folders (CAP_DAC_READ_SEARCH), by util-linux's setpriv, instead of every
 * folder above being opened to everybody.
 *
 * @param folders what the program must be able to enter
 * @throws WarehouseError naming the folder that cannot be entered, where setpriv is missing or forbidden
 */
export function launchAs(
  account: ServerAccount | undefined,
  folders: string[],
  command: string,
  args: string[],
): Launch {
  if (!account) return { command, args, options: {} };
  const closed = folders.find((folder) => !canEnter(folder, account));
  if (!closed) return { command, args, options: account };
  const prefix = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
  ];
  if (spawnSync('setpriv', [...prefix, ...ENTER, closed]).status !== 0)
    throw new WarehouseError(
      `The account "${ACCOUNT}" that PostgreSQL runs under cannot enter ${closed}. ` +
        'Choose another data folder (--data), or let others pass the folders above it (chmod o+x).',
    );
  return { command: 'setpriv', args: [...prefix, command, ...args], options: {} };
}
