import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolder, RESTORING_FILE, type Secrets, type StackState } from '../data-folder.js';
import { type Finding, failed, ok, reason, warning } from './finding.js';

/** What a data folder says of its stack, or the findings that keep everything else from being looked at. */
export type FolderSaid = { secrets: Secrets; state: StackState } | { findings: Finding[] };

/** Reads a data folder. */
export async function readFolder(folder: DataFolder): Promise<FolderSaid> {
  if (existsSync(join(folder.path, RESTORING_FILE)))
    return {
      findings: [
        failed('data', `a restore into ${folder.path} has not come to its end`, 'run the same footfall restore again'),
      ],
    };
  try {
    const [secrets, state] = await Promise.all([folder.secrets(), folder.state()]);
    if (secrets && state) return { secrets, state };
    const started = `footfall up --data ${folder.path}`;
    const isHalf = secrets !== undefined || existsSync(folder.postgres);
    return {
      findings: [
        isHalf
          ? failed(
              'data',
              `${folder.path} lacks ${secrets ? 'state.json' : 'secrets.json'}`,
              secretsFix(secrets, started),
            )
          : failed('data', `no stack was ever started in ${folder.path}`, started),
      ],
    };
  } catch (error) {
    return { findings: [failed('data', reason(error), 'copy it from a backup of this folder')] };
  }
}

const secretsFix = (secrets: Secrets | undefined, started: string) =>
  secrets ? started : 'copy it from a backup: without it nobody can log in to the warehouse';

/** Whether the folder's parts are there, and its secrets are nobody else's. */
export async function checkFiles(folder: DataFolder, { warehouse }: Secrets): Promise<Finding[]> {
  const open: string[] = [];
  for (const file of [folder.secretsFile, folder.envFile]) {
    const mode = await stat(file).then(
      ({ mode }) => mode & 0o077,
      () => 0,
    );
    if (mode !== 0) open.push(file);
  }
  const secrets =
    open.length > 0
      ? failed('secrets', `others of this machine may read ${open.join(' and ')}`, `chmod 600 ${open.join(' ')}`)
      : ok('secrets', 'are readable by their owner only');
  if (warehouse || existsSync(join(folder.postgres, 'PG_VERSION'))) return [secrets];
  return [
    secrets,
    failed(
      'postgres',
      `${folder.postgres} holds no PostgreSQL data`,
      'restore a backup, or start footfall up and then: footfall rebuild',
    ),
  ];
}

/** A lock that is left says that the last end was none. */
export function checkLeftLock(folder: DataFolder): Finding {
  return existsSync(folder.lockFile)
    ? warning(
        'footfall',
        'does not run, and was killed or lost power when it last did',
        `footfall up --data ${folder.path}: it goes on where it was`,
      )
    : warning('footfall', 'does not run', `footfall up --data ${folder.path}`);
}
