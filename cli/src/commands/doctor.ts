import { statfs } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pendingMigrations, withClient } from '@footfall/warehouse';
import { DataFolder, embeddedUrl, type Secrets, type StackState } from '../data-folder.js';
import { type Finding, failed, ok, reason, warning } from '../doctor/finding.js';
import { checkLedgers } from '../doctor/ledgers.js';
import { size } from '../format.js';
import { openLakeAt } from '../stack/find-lake.js';
import { holderOf } from '../stack/lock.js';
import { installCommand, isMet, R_FOR_DASHBOARDS } from '../stack/system-packages.js';

const MIN_FREE_BYTES = 1024 ** 3;

/** Checks every part and says what is wrong and what to do. @returns whether nothing has failed */
export async function doctor(options: { data?: string; json?: boolean }): Promise<boolean> {
  const folder = new DataFolder(options.data);
  const findings = await examine(folder);
  const isWell = findings.every(({ state }) => state !== 'failed');
  if (options.json) console.log(JSON.stringify({ ok: isWell, findings }, null, 2));
  else for (const finding of findings) console.log(line(finding));
  return isWell;
}

function line({ part, state, message, fix }: Finding): string {
  const sign = { ok: 'ok     ', warning: 'WARNING', failed: 'FAILED ' }[state];
  return `${sign} ${part.padEnd(11)} ${message}${fix ? `\n                    -> ${fix}` : ''}`;
}

async function examine(folder: DataFolder): Promise<Finding[]> {
  const [secrets, state] = await Promise.all([folder.secrets(), folder.state()]);
  const program = checkNode();
  if (!secrets || !state)
    return [
      program,
      failed('data', `no stack was ever started in ${folder.path}`, `footfall up --data ${folder.path}`),
    ];
  const checks = [
    checkDisk('data', folder.path),
    checkProcess(folder),
    checkLake(state),
    checkCollector(state),
    ...checkWarehouse(secrets, state),
  ];
  const findings = (await Promise.all(checks)).flat();
  // It may ask R for its packages, and nothing else gets on for those seconds: others would be taken for silent.
  return [program, ...findings, await checkDashboards(state)];
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok('node', process.version)
    : failed('node', `${process.version} is too old`, 'install Node.js 20.19 or later');
}

async function checkDisk(part: string, path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const words = `${path}, ${size(bavail * bsize)} free`;
  return bavail * bsize > MIN_FREE_BYTES
    ? ok(part, words)
    : failed(part, words, 'free some space on this disk: the warehouse and the lake stop when it is full');
}

async function checkProcess(folder: DataFolder): Promise<Finding> {
  const pid = await holderOf(folder.lockFile);
  return pid
    ? ok('footfall', `runs as process ${pid}`)
    : warning('footfall', 'does not run', `footfall up --data ${folder.path}`);
}

async function checkLake({ lakeUrl }: StackState): Promise<Finding> {
  try {
    await openLakeAt(lakeUrl).probe();
    const disk = lakeUrl.startsWith('file:') ? await checkDisk('lake', fileURLToPath(lakeUrl)) : undefined;
    return disk?.state === 'failed' ? disk : ok('lake', `${lakeUrl} can be written`);
  } catch (error) {
    const cause = reason((error as Error).cause ?? error);
    return failed(
      'lake',
      `${lakeUrl} cannot be written: ${cause}`,
      'free the disk or mend its rights; trackers keep their events meanwhile',
    );
  }
}

async function checkCollector({ portCollector }: StackState): Promise<Finding> {
  const url = `http://localhost:${portCollector}/health`;
  try {
    const answer = (await (await fetch(url, { signal: AbortSignal.timeout(5000) })).json()) as { version: string };
    return ok('collector', `version ${answer.version} answers at ${url}`);
  } catch (error) {
    return warning(
      'collector',
      `does not answer at ${url}: ${reason(error)}`,
      'start footfall up, or see logs/collector.log',
    );
  }
}

function checkWarehouse(secrets: Secrets, { portPostgres, lakeUrl }: StackState): Promise<Finding | Finding[]>[] {
  const owner = embeddedUrl('footfall_owner', secrets.owner, portPostgres);
  const etl = embeddedUrl('footfall_etl', secrets.etl, portPostgres);
  const dash = embeddedUrl('footfall_dash', secrets.dash, portPostgres);
  return [checkSchema(owner), checkLedgers(etl, openLakeAt(lakeUrl)), checkDashRole(dash)];
}

async function checkSchema(ownerUrl: string): Promise<Finding> {
  try {
    const pending = await pendingMigrations(ownerUrl);
    return pending.length === 0
      ? ok('warehouse', 'reachable, schema up to date')
      : failed('warehouse', `${pending.length} migrations are missing, first ${pending[0]}`, 'footfall migrate');
  } catch (error) {
    return failed('warehouse', `not usable: ${reason(error)}`, 'start footfall up, or see logs/postgres.log');
  }
}

async function checkDashRole(dashUrl: string): Promise<Finding> {
  return withClient(dashUrl, (client) => client.query('select from dash.sessions limit 1')).then(
    () => ok('dash role', 'reads schema dash'),
    (error: unknown) => failed('dash role', `cannot read schema dash: ${reason(error)}`, 'footfall migrate'),
  );
}

async function checkDashboards({ portDashboards }: StackState): Promise<Finding> {
  const url = `http://localhost:${portDashboards}/`;
  if (
    await fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
      (a) => a.ok,
      () => false,
    )
  )
    return ok('dashboards', `answer at ${url}`);
  return isMet(R_FOR_DASHBOARDS)
    ? warning(
        'dashboards',
        `do not answer at ${url}`,
        'start footfall up without --no-dashboards, or see logs/dashboards.log',
      )
    : warning('dashboards', 'R or its packages are missing', installCommand(R_FOR_DASHBOARDS));
}
