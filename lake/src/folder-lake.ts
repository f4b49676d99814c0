import { randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { checkKey, checkReadableKey, type Lake, LakeError, type LakeObject, type LakeProbe } from './lake.js';

/** Half-written files live here, on the same file system, until they are renamed into place. */
const UNFINISHED = '.unfinished';
/** A half-written file that is older than this many milliseconds was left behind by a killed process. */
const LEFT_BEHIND_MS = 3_600_000;

/** A lake in a folder. An object is written beside, synced, renamed into place, and its folder synced. */
export class FolderLake implements Lake {
  readonly url: string;
  readonly #root: string;
  readonly #knownFolders = new Set<string>();

  /** @param root absolute path; made on the first write where it is missing */
  constructor(root: string) {
    this.#root = root;
    this.url = pathToFileURL(root).href;
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    checkKey(key);
    const unfinished = join(this.#root, UNFINISHED, randomUUID());
    const place = join(this.#root, key);
    let isNew = false;
    try {
      await this.#ensureFolder(dirname(unfinished));
      await this.#ensureFolder(dirname(place));
      await writeSynced(unfinished, body);
      const wasThere = await stat(place).then(() => true, ifMissing(false));
      await rename(unfinished, place);
      isNew = !wasThere;
      await syncFolder(dirname(place));
    } catch (error) {
      this.#knownFolders.clear(); // somebody may have removed a folder that we believed in
      await rm(isNew ? place : unfinished, { force: true }).catch(() => {}); // what was there before is not taken back
      throw new LakeError('The lake folder did not take an object', { cause: error });
    }
  }

  /**
   * The same as `put` for a thread of its own, which may wait: where the processor is busy, handing each of its ten calls to
   * another thread and back takes longer than the disk does.
   */
  putSync(key: string, body: Uint8Array): void {
    checkKey(key);
    const unfinished = join(this.#root, UNFINISHED, randomUUID());
    const place = join(this.#root, key);
    let isNew = false;
    try {
      this.#ensureFolderSync(dirname(unfinished));
      this.#ensureFolderSync(dirname(place));
      syncedSync(openSync(unfinished, 'wx', 0o600), (file) => writeFileSync(file, body));
      const wasThere = existsSync(place);
      renameSync(unfinished, place);
      isNew = !wasThere;
      syncFolderSync(dirname(place));
    } catch (error) {
      this.#knownFolders.clear(); // as above
      try {
        rmSync(isNew ? place : unfinished, { force: true });
      } catch {
        // A full or broken disk says so once.
      }
      throw new LakeError('The lake folder did not take an object', { cause: error });
    }
  }

  /** Where it fails it takes nothing back, as `put` of a key that was there: the old content is gone as soon as the new one has its place. */
  async replace(key: string, body: Uint8Array): Promise<void> {
    checkReadableKey(key);
    const unfinished = join(this.#root, UNFINISHED, randomUUID());
    const place = join(this.#root, key);
    try {
      await this.#ensureFolder(dirname(unfinished));
      await writeSynced(unfinished, body);
      await rename(unfinished, place);
      await syncFolder(dirname(place));
    } catch (error) {
      this.#knownFolders.clear();
      await rm(unfinished, { force: true }).catch(() => {});
      throw new LakeError(`The lake folder did not take new content for ${key}`, { cause: error });
    }
  }

  async get(key: string): Promise<Readable> {
    checkReadableKey(key);
    let file: FileHandle;
    try {
      file = await open(join(this.#root, key));
    } catch (error) {
      throw new LakeError(`The lake has no object ${key}`, { cause: error });
    }
    return createReadStream('', { fd: file });
  }

  async *list(prefix: string): AsyncIterable<LakeObject> {
    const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/') + 1) : '';
    if (folder) checkReadableKey(folder.slice(0, -1));
    yield* this.#walk(folder, prefix);
  }

  async *#walk(folder: string, prefix: string): AsyncIterable<LakeObject> {
    const names = await readdir(join(this.#root, folder), { withFileTypes: true }).catch(ifMissing([]));
    // With its slash a folder sorts among files as its keys do in S3.
    const keys = names
      .filter((n) => !n.name.startsWith('.'))
      .map((n) => `${folder}${n.name}${n.isDirectory() ? '/' : ''}`);
    for (const key of keys.sort()) {
      if (key.endsWith('/')) {
        if (key.startsWith(prefix) || prefix.startsWith(key)) yield* this.#walk(key, prefix);
      } else if (key.startsWith(prefix)) {
        const file = await stat(join(this.#root, key)).catch(ifMissing(undefined));
        if (file) yield { key, bytes: file.size, modifiedAt: file.mtime };
      }
    }
  }

  /** Not synced: should a power cut bring the file back, whoever removed it meets it again. */
  async remove(key: string): Promise<void> {
    checkReadableKey(key);
    await rm(join(this.#root, key), { force: true }).catch((error: unknown) => {
      throw new LakeError(`The lake folder did not remove ${key}`, { cause: error });
    });
  }

  async probe(): Promise<LakeProbe> {
    const file = join(this.#root, UNFINISHED, randomUUID());
    try {
      await this.#ensureFolder(dirname(file));
      await writeSynced(file, new Uint8Array(1));
      return 'written';
    } catch (error) {
      this.#knownFolders.clear();
      throw new LakeError('The lake folder cannot be written', { cause: error });
    } finally {
      await rm(file, { force: true }).catch(() => {});
    }
  }

  /** Removes what killed processes left half-written. Returns how many files that were. */
  async removeLeftBehind(now = Date.now()): Promise<number> {
    const folder = join(this.#root, UNFINISHED);
    let removed = 0;
    for (const name of await readdir(folder).catch(ifMissing([]))) {
      const file = await stat(join(folder, name)).catch(ifMissing(undefined));
      if (!file || now - file.mtimeMs < LEFT_BEHIND_MS) continue;
      await rm(join(folder, name), { force: true });
      removed++;
    }
    return removed;
  }

  /**
   * Makes a folder, and syncs the whole path to it, so that a power cut cannot lose the way to an object. Also where it is there
   * already: who made it, another thread or a process that was killed, may not have come to the syncing.
   */
  async #ensureFolder(folder: string): Promise<void> {
    if (this.#knownFolders.has(folder)) return;
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const parent of this.#parentsOf(folder, first)) await syncFolder(parent);
    this.#knownFolders.add(folder);
  }

  #ensureFolderSync(folder: string): void {
    if (this.#knownFolders.has(folder)) return;
    const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const parent of this.#parentsOf(folder, first)) syncFolderSync(parent);
    this.#knownFolders.add(folder);
  }

  /** The parents of a folder up to the lake's own, or up to the one in which `first`, the topmost new folder, was made. */
  #parentsOf(folder: string, first = folder): string[] {
    const top = first.length > this.#root.length ? this.#root : dirname(first);
    const parents: string[] = [];
    for (let at = folder; at !== top && at !== dirname(at); at = dirname(at)) parents.push(dirname(at));
    return parents;
  }
}

async function writeSynced(path: string, body: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows cannot open folders; NTFS keeps its own journal of them
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function syncFolderSync(folder: string): void {
  if (process.platform !== 'win32') syncedSync(openSync(folder, 'r'));
}

/** Syncs and closes an open file or folder, once the job with it is done. */
function syncedSync(file: number, job?: (file: number) => void): void {
  try {
    job?.(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function ifMissing<T>(instead: T) {
  return (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead;
    throw new LakeError('The lake folder cannot be read', { cause: error });
  };
}
