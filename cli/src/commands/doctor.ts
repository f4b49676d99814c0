import { statfs } from 'node:fs/promises';
import { openLake } from '@footfall/lake';
import { pendingMigrations, withClient } from '@footfall/warehouse';
import { DataFolder, embeddedUrl, type Secrets, type StackState } from '../data-folder.js';
import { holderOf } from '../stack/lock.js';
import { installCommand, isMet, R_FOR_DASHBOARDS } from '../stack/system-packages.js';

/** What a check found. `fix` says what to do about it. */
export interface Finding {
  part: string;
  state: 'ok' | 'warning' | 'failed';
  message: string;
  fix?: string;
}

const MIN_FREE_BYTES = 1024 ** 3;
/** The ETL is late when no run has succeeded for this many seconds: three times the hourly schedule of the AWS shape. */
const LATE_SECONDS = 3 * 3600;

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
    checkFolder(folder),
    checkProcess(folder),
    checkLake(state),
    checkCollector(state),
    ...checkWarehouse(secrets, state),
    checkDashboards(state),
  ];
  return [program, ...(await Promise.all(checks)).flat()];
}

const ok = (part: string, message: string): Finding => ({ part, state: 'ok', message });
const failed = (part: string, message: string, fix: string): Finding => ({ part, state: 'failed', message, fix });
const warning = (part: string, message: string, fix: string): Finding => ({ part, state: 'warning', message, fix });
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error)) || 'unreachable';

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok('node', process.version)
    : failed('node', `${process.version} is too old`, 'install Node.js 20.19 or later');
}

async function checkFolder(folder: DataFolder): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder.path);
  const free = bavail * bsize;
  const words = `${folder.path}, ${(free / 1024 ** 3).toFixed(1)} GiB free`;
  return free > MIN_FREE_BYTES ? ok('data', words) : failed('data', words, 'free some space on this disk');
}

async function checkProcess(folder: DataFolder): Promise<Finding> {
  const pid = await holderOf(folder.lockFile);
  return pid
    ? ok('footfall', `runs as process ${pid}`)
    : warning('footfall', 'does not run', `footfall up --data ${folder.path}`);
}

async function checkLake({ lakeUrl }: StackState): Promise<Finding> {
  try {
    await openLake(lakeUrl, { s3Endpoint: process.env.FOOTFALL_S3_ENDPOINT }).probe();
    return ok('lake', `${lakeUrl} can be written`);
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

function checkWarehouse(secrets: Secrets, { portPostgres }: StackState): Promise<Finding | Finding[]>[] {
  const owner = embeddedUrl('footfall_owner', secrets.owner, portPostgres);
  const etl = embeddedUrl('footfall_etl', secrets.etl, portPostgres);
  const dash = embeddedUrl('footfall_dash', secrets.dash, portPostgres);
  return [checkSchema(owner), checkRuns(etl), checkDashRole(dash)];
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

async function checkRuns(etlUrl: string): Promise<Finding[]> {
  try {
    return await withClient(etlUrl, async (client) => {
      const { rows } = await client.query<{ status: string; error: string | null; age: string | null }>(
        `select (array_agg(status order by run_id desc))[1] as status, (array_agg(error order by run_id desc))[1] as error,
           extract(epoch from now() - max(ended_at) filter (where status = 'succeeded')) as age
         from dash.etl_runs where status <> 'running'`,
      );
      const { rows: hours } = await client.query<{ hour: Date }>(
        'select hour from dash.balance where not is_balanced limit 1',
      );
      const { rows: sums } = await client.query<{ facts: string; loaded: string; refused: string; rejected: string }>(
        `select (select count(*) from public.clickstream_events) as facts, coalesce(sum(loaded), 0) as loaded,
           (select count(*) from public.rejected_events) as refused, coalesce(sum(rejected), 0) as rejected
         from public.etl_objects`,
      );
      const { rows: erasures } = await client.query<{ done: number; unfinished: number }>(
        `select count(completed_at)::int as done, (count(*) - count(completed_at))::int as unfinished from public.erasures`,
      );
      return [
        runFinding(rows[0]),
        balanceFinding(hours[0]),
        ...sums.map(factsFinding),
        ...erasures.map(erasureFinding),
      ];
    });
  } catch (error) {
    return [failed('etl', `its ledger cannot be read: ${reason(error)}`, 'start footfall up')];
  }
}

function runFinding(last: { status: string; error: string | null; age: string | null } | undefined): Finding {
  if (!last?.status) return warning('etl', 'has never run', 'footfall etl');
  if (last.status !== 'succeeded')
    return failed('etl', `the last run ${last.status}: ${last.error ?? ''}`, 'footfall etl');
  const seconds = Math.round(Number(last.age));
  const words = `last success ${seconds} s ago`;
  return seconds < LATE_SECONDS ? ok('etl', words) : warning('etl', words, 'footfall etl, or footfall up');
}

function balanceFinding(hour: { hour: Date } | undefined): Finding {
  return hour
    ? failed('balance', `lines do not add up in the hour ${hour.hour?.toISOString()}`, 'see dash.balance')
    : ok('balance', 'received = loaded + duplicate + rejected + erased, every hour');
}

/** The ledger's sums against what is there. */
function factsFinding({ facts, loaded, refused, rejected }: Record<string, string>): Finding {
  const n = (count: string | undefined) => Number(count).toLocaleString('en');
  if (facts !== loaded || refused !== rejected)
    return failed(
      'facts',
      `${n(facts)} events are in the warehouse and ${n(loaded)} were loaded; ${n(refused)} refused ones are kept of ${n(rejected)}`,
      'restore the warehouse from a backup, or load the lake into an empty one',
    );
  return ok('facts', `${n(facts)} events and ${n(refused)} refused ones are there, as the ledger has it`);
}

function erasureFinding({ done, unfinished }: { done: number; unfinished: number }): Finding {
  return unfinished > 0
    ? warning(
        'erasures',
        `${unfinished} were interrupted: the lake still holds what they had to take`,
        'the same footfall erase again',
      )
    : ok('erasures', `${done}, all of them finished`);
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
