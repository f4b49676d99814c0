import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import { freePort, withClient } from '@footfall/warehouse';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lakeLine } from '../../../etl/tests/helpers/events.js';
import { DataFolder } from '../../src/data-folder.js';
import { type ExamineOptions, examine } from '../../src/doctor/examine.js';
import { withStack } from '../../src/stack/find-stack.js';
import { FOOTFALL, footfall } from '../helpers/run.js';

let parent: string;
let data: string;
let stack: ChildProcess;
let ports: string[];

const inData = (name: string) => join(data, name);
const HOUR = new Date().toISOString().slice(0, 13).replace(/[-T]/g, '/');

async function start(): Promise<void> {
  stack = spawn(process.execPath, [FOOTFALL, 'up', '--data', data, '--etl-every', 'off', '--no-dashboards', ...ports], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (let said = ''; !said.includes('footfall is ready'); ) said += (await once(stack.stdout as never, 'data'))[0];
}

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'footfall-broken-'));
  data = join(parent, 'data');
  ports = ['--port-collector', String(await freePort()), '--port-postgres', String(await freePort())];
  ports.push('--port-dashboards', String(await freePort()));
  await start();
  await new FolderLake(inData('lake')).put(`events/${HOUR}/a.json`, Buffer.from(JSON.stringify(lakeLine({}))));
  await footfall('etl', '--data', data);
});
afterAll(async () => {
  stack.kill('SIGINT');
  await once(stack, 'exit');
  await rm(parent, { recursive: true, force: true });
});
/** Without R, whose packages doctor would ask for each time. */
const withoutR = () => vi.stubEnv('PATH', parent);
beforeEach(withoutR);
afterEach(() => vi.unstubAllEnvs());

const look = (options: ExamineOptions = {}, folder = data) => examine(new DataFolder(folder), options);
const WITHOUT_R = 'R or its packages are missing';
const sick = async (options?: ExamineOptions, folder?: string) =>
  (await look(options, folder)).filter(({ state, message }) => state !== 'ok' && message !== WITHOUT_R);

type Mend = () => unknown;

/** Runs SQL as the warehouse's owner. */
const sql = (text: string) => withStack(data, ({ ownerUrl }) => withClient(ownerUrl, (client) => client.query(text)));
/** Runs it, and as the way back another one. */
const changed = async (text: string, back: string): Promise<Mend> => {
  await sql(text);
  return () => sql(back);
};
/** Puts text in a file's place. */
const written = async (name: string, change: (text: string) => string): Promise<Mend> => {
  const text = await readFile(inData(name), 'utf8');
  await writeFile(inData(name), change(text));
  return () => writeFile(inData(name), text);
};
const moved = async (name: string): Promise<Mend> => {
  await rename(inData(name), join(parent, 'away'));
  return () => rename(join(parent, 'away'), inData(name));
};
const inState = (change: object) => written('state.json', (text) => JSON.stringify({ ...JSON.parse(text), ...change }));

interface BrokenSetUp {
  what: string;
  part: string;
  state: 'failed' | 'warning';
  says: RegExp;
  fix: RegExp;
  break: () => Promise<Mend | undefined>;
  options?: ExamineOptions;
}

/** As docs/one-machine.md lists them. */
const BROKEN: BrokenSetUp[] = [
  {
    what: 'Node.js that is too old',
    part: 'node',
    state: 'failed',
    says: /v18\.20\.0 is too old/,
    fix: /20\.19/,
    break: async () => undefined,
    options: { nodeVersion: '18.20.0' },
  },
  {
    what: 'a disk that is nearly full',
    part: 'data',
    state: 'failed',
    says: /free$/,
    fix: /free some space/,
    break: async () => undefined,
    options: { minFreeBytes: 1024 ** 5 },
  },
  {
    what: 'a restore that was interrupted',
    part: 'data',
    state: 'failed',
    says: /has not come to its end/,
    fix: /footfall restore/,
    break: async () => {
      await writeFile(inData('restoring'), '');
      return () => rm(inData('restoring'));
    },
  },
  {
    what: 'a damaged secrets.json',
    part: 'data',
    state: 'failed',
    says: /secrets\.json is damaged/,
    fix: /backup/,
    break: () => written('secrets.json', (text) => text.slice(0, 20)),
  },
  {
    what: 'a lost secrets.json',
    part: 'data',
    state: 'failed',
    says: /lacks secrets\.json/,
    fix: /backup/,
    break: () => moved('secrets.json'),
  },
  {
    what: 'a lost state.json',
    part: 'data',
    state: 'failed',
    says: /lacks state\.json/,
    fix: /footfall up/,
    break: () => moved('state.json'),
  },
  {
    what: 'secrets that others may read',
    part: 'secrets',
    state: 'failed',
    says: /others of this machine may read .*secrets\.json/,
    fix: /chmod 600/,
    break: async () => {
      await chmod(inData('secrets.json'), 0o644);
      return () => chmod(inData('secrets.json'), 0o600);
    },
  },
  {
    what: 'passwords of another stack',
    part: 'warehouse',
    state: 'failed',
    says: /password authentication failed/,
    fix: /secrets\.json/,
    break: () => written('secrets.json', (text) => text.replace(/"superuser": "./, '"superuser": "!')),
  },
  {
    what: 'a PostgreSQL that serves another folder',
    part: 'warehouse',
    state: 'failed',
    says: /serves another data folder/,
    fix: /--port-postgres/,
    break: async () => {
      await mkdir(join(parent, 'copy'));
      for (const name of ['secrets.json', 'state.json']) await cp(inData(name), join(parent, 'copy', name));
      return () => rm(join(parent, 'copy'), { recursive: true });
    },
  },
  {
    what: 'a PostgreSQL that does not answer',
    part: 'warehouse',
    state: 'failed',
    says: /does not answer on port/,
    fix: /footfall up/,
    break: async () => {
      await mkdir(join(parent, 'copy'));
      await cp(inData('secrets.json'), join(parent, 'copy', 'secrets.json'));
      const state = { ...JSON.parse(await readFile(inData('state.json'), 'utf8')), portPostgres: await freePort() };
      await writeFile(join(parent, 'copy', 'state.json'), JSON.stringify(state));
      return () => rm(join(parent, 'copy'), { recursive: true });
    },
  },
  {
    what: 'a folder whose PostgreSQL data is gone',
    part: 'postgres',
    state: 'failed',
    says: /holds no PostgreSQL data/,
    fix: /rebuild/,
    break: async () => {
      await rename(inData('postgres/PG_VERSION'), join(parent, 'away'));
      return () => rename(join(parent, 'away'), inData('postgres/PG_VERSION'));
    },
  },
  {
    what: 'a schema that lacks a migration',
    part: 'warehouse',
    state: 'failed',
    says: /1 migrations are missing, first 000030/,
    fix: /^footfall migrate$/,
    break: () =>
      changed(
        `create table kept as select * from footfall_migrations where id = 30; delete from footfall_migrations where id = 30`,
        'insert into footfall_migrations select * from kept; drop table kept',
      ),
  },
  {
    what: 'a schema of a newer version',
    part: 'warehouse',
    state: 'failed',
    says: /has migration 999999_later\.sql/,
    fix: /version of Footfall/,
    break: () =>
      changed(
        `insert into footfall_migrations (id, name, checksum) values (999999, '999999_later.sql', '')`,
        'delete from footfall_migrations where id = 999999',
      ),
  },
  {
    what: "dashboards' rights that are gone",
    part: 'dash role',
    state: 'failed',
    says: /permission denied/,
    fix: /footfall migrate/,
    break: () =>
      changed('revoke usage on schema dash from footfall_dash', 'grant usage on schema dash to footfall_dash'),
  },
  {
    what: 'a lake that cannot be written',
    part: 'lake',
    state: 'failed',
    says: /cannot be written/,
    fix: /mend its rights/,
    break: async () => {
      const mend = await moved('lake/.unfinished');
      await writeFile(inData('lake/.unfinished'), 'a file where the folder should be');
      return async () => {
        await rm(inData('lake/.unfinished'));
        await mend();
      };
    },
  },
  {
    what: 'an empty lake in the place of the right one',
    part: 'same lake',
    state: 'failed',
    says: /has none of the 1 objects that were loaded last/,
    fix: /mounted/,
    break: async () => {
      const mend = await moved('lake');
      await mkdir(inData('lake'));
      return async () => {
        await rm(inData('lake'), { recursive: true });
        await mend();
      };
    },
  },
  {
    what: 'an S3 that does not answer',
    part: 'lake',
    state: 'failed',
    says: /s3:\/\/nowhere\/lake cannot be written/,
    fix: /FOOTFALL_S3_ENDPOINT/,
    break: async () => {
      vi.stubEnv('FOOTFALL_S3_ENDPOINT', `http://127.0.0.1:${await freePort()}`);
      for (const [name, value] of Object.entries({
        ACCESS_KEY_ID: 'a',
        SECRET_ACCESS_KEY: 'b',
        REGION: 'eu-central-1',
      }))
        vi.stubEnv(`AWS_${name}`, value);
      return inState({ lakeUrl: 's3://nowhere/lake' });
    },
  },
  {
    what: 'an environment that names another lake',
    part: 'lake',
    state: 'warning',
    says: /but FOOTFALL_LAKE names file:\/\/\/elsewhere/,
    fix: /footfall up again/,
    break: async () => void vi.stubEnv('FOOTFALL_LAKE', 'file:///elsewhere'),
  },
  {
    what: 'a collector that does not answer',
    part: 'collector',
    state: 'warning',
    says: /does not answer/,
    fix: /collector\.log/,
    break: async () => inState({ portCollector: await freePort() }),
  },
  {
    what: "another program on the collector's port",
    part: 'collector',
    state: 'failed',
    says: /something else answers/,
    fix: /--port-collector/,
    break: async () => {
      const server = createHttpServer((_request, response) => response.end('<h1>It works!</h1>')).listen(0);
      await once(server, 'listening');
      const mend = await inState({ portCollector: (server.address() as { port: number }).port });
      return async () => {
        server.close();
        await mend();
      };
    },
  },
  {
    what: 'a setting that the collector refuses',
    part: 'collector',
    state: 'failed',
    says: /would not start again: .*FOOTFALL_RATE_PER_ADDRESS/,
    fix: /correct the variable/,
    break: async () => void vi.stubEnv('FOOTFALL_RATE_PER_ADDRESS', 'many'),
  },
  {
    what: 'another time zone than the warehouse has',
    part: 'settings',
    state: 'warning',
    says: /FOOTFALL_TIME_ZONE/,
    fix: /footfall migrate/,
    break: async () => void vi.stubEnv('FOOTFALL_TIME_ZONE', 'Asia/Tokyo'),
  },
  {
    what: 'a clock that stands in the past',
    part: 'clock',
    state: 'failed',
    says: /stands 3 hours before a run/,
    fix: /set-ntp/,
    break: () =>
      changed(
        `insert into etl_runs (trigger, scope, status, backend_pid, started_at) values ('test', 'all', 'running', 1, now() + interval '3 hours 5 minutes')`,
        `delete from etl_runs where trigger = 'test'`,
      ),
  },
  {
    what: 'a run that failed',
    part: 'etl',
    state: 'failed',
    says: /the last run failed: no room/,
    fix: /footfall etl/,
    break: () =>
      changed(
        `insert into etl_runs (trigger, scope, status, error, backend_pid) values ('test', 'all', 'failed', 'no room', 1)`,
        `delete from etl_runs where trigger = 'test'`,
      ),
  },
  {
    what: 'a ledger that does not add up',
    part: 'balance',
    state: 'failed',
    says: /do not add up/,
    fix: /dash\.balance/,
    break: () =>
      changed('update etl_objects set received = received + 1', 'update etl_objects set received = received - 1'),
  },
  {
    what: 'facts that were lost',
    part: 'facts',
    state: 'failed',
    says: /0 events are in the warehouse and 1 were loaded/,
    fix: /backup/,
    break: () =>
      changed(
        'create table kept as table clickstream_events; delete from clickstream_events',
        'insert into clickstream_events select * from kept; drop table kept',
      ),
  },
  {
    what: 'a shop that sends what is refused',
    part: 'refused',
    state: 'warning',
    says: /100 of the last day's 101 lines/,
    fix: /quarantine ls/,
    break: () =>
      changed(
        'update etl_objects set received = received + 100, rejected = rejected + 100',
        'update etl_objects set received = received - 100, rejected = rejected - 100',
      ),
  },
  {
    what: 'an erasure that was interrupted',
    part: 'erasures',
    state: 'warning',
    says: /1 were interrupted/,
    fix: /footfall erase/,
    break: () =>
      changed(
        `insert into erasures (erasure_id, kind, subject_hash, ran_by, erased_at)
         values ('00000000-0000-4000-8000-000000000000', 'client', repeat('0', 64), 'test', now())`,
        'delete from erasures',
      ),
  },
  {
    what: 'dashboards that do not answer',
    part: 'dashboards',
    state: 'warning',
    says: /do not answer at/,
    fix: /dashboards\.log/,
    break: async () => void vi.unstubAllEnvs(), // R is there, and the stack runs without them
  },
];

/** What other tests break: the next ones, those of the ledgers, and those of a PostgreSQL of the user's own. */
const BROKEN_ELSEWHERE: Pick<BrokenSetUp, 'what' | 'part' | 'state'>[] = [
  { what: 'missing packages of R', part: 'dashboards', state: 'warning' },
  { what: 'a stack that does not run', part: 'footfall', state: 'warning' },
  { what: 'a stack that was killed', part: 'footfall', state: 'warning' },
  { what: 'no run for three hours', part: 'etl', state: 'warning' },
  { what: 'objects that wait for three hours', part: 'backlog', state: 'warning' },
  { what: 'models that wait', part: 'models', state: 'warning' },
  { what: 'a PostgreSQL of your own that does not answer', part: 'warehouse', state: 'failed' },
  { what: 'a PostgreSQL of your own that takes the password no more', part: 'warehouse', state: 'failed' },
  { what: 'an environment that names another PostgreSQL', part: 'warehouse', state: 'warning' },
];

describe('footfall doctor', () => {
  it('finds nothing wrong with a stack that is well', async () => {
    expect(await sick()).toEqual([]);
  });

  it.each(BROKEN)('finds $what, and says what to do', async ({ part, state, says, fix, options, break: breakIt }) => {
    const mend = await breakIt();
    const isCopy = await new DataFolder(join(parent, 'copy')).state();
    const found = await sick(options, isCopy ? join(parent, 'copy') : data);
    await mend?.();
    expect(found).toContainEqual({
      part,
      state,
      message: expect.stringMatching(says),
      fix: expect.stringMatching(fix),
    });
    vi.unstubAllEnvs();
    withoutR();
    expect(await sick()).toEqual([]);
  });

  it('has them all in its guide, each with its part and state, and nothing else', async () => {
    const guide = await readFile(new URL('../../../docs/one-machine.md', import.meta.url), 'utf8');
    const [, table = ''] = guide.split('| broken | `footfall doctor` |\n| --- | --- |\n');
    const rows = [...BROKEN, ...BROKEN_ELSEWHERE].map(
      ({ what, part, state }) => `| ${what} | ${state.toUpperCase()} \`${part}\` |`,
    );
    expect(table.split('\n').filter((line) => line.startsWith('|'))).toEqual(rows);
  });

  it('finds missing packages of R, and names the command that installs them', async () => {
    expect((await look()).at(-1)).toMatchObject({
      state: 'warning',
      message: WITHOUT_R,
      fix: expect.stringContaining('apt-get install'),
    });
  });

  it('tells a stack that was killed from one that was stopped', async () => {
    stack.kill('SIGKILL');
    await once(stack, 'exit');
    expect(await sick()).toContainEqual({
      part: 'footfall',
      state: 'warning',
      message: expect.stringContaining('was killed'),
      fix: expect.stringContaining('footfall up'),
    });
    await rm(inData('footfall.pid'), { force: true }); // as a stack that was stopped leaves it
    expect(await sick()).toContainEqual(
      expect.objectContaining({ part: 'footfall', state: 'warning', message: 'does not run' }),
    );
    vi.unstubAllEnvs();
    await start();
  });
});
