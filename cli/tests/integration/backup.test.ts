import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FolderLake } from '@footfall/lake';
import { freePort, withClient } from '@footfall/warehouse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lakeLine, putLines } from '../../../etl/tests/helpers/events.js';
import { withStack } from '../../src/stack/find-stack.js';
import { FOOTFALL, footfall } from '../helpers/run.js';

/** So many objects that a process can be killed between them. */
const MANY = 2000;
let parent: string;
let data: string;
let stack: ChildProcess;
let made: string;

const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await footfall(...args, '--json');
  if (code !== 0) throw new Error(`footfall ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};
const send = async (clientId: string) => {
  const [, endpoint = ''] = /FOOTFALL_ENDPOINT=(.*)/.exec(await readFile(join(data, 'footfall.env'), 'utf8')) ?? [];
  const body = JSON.stringify([
    { eventName: 'page_view', clientId },
    { eventName: 'nonsense', clientId, product: 1 },
  ]);
  expect((await fetch(endpoint, { method: 'POST', body })).status).toBeLessThan(300);
};
/** Every row of every table, by the text that PostgreSQL gives for it. */
const rowsOf = (folder: string) =>
  withStack(folder, ({ ownerUrl }) =>
    withClient(ownerUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
         and relname <> 'footfall_migrations' order by 1`,
      );
      const all: Record<string, string[]> = {};
      for (const { name } of rows)
        all[name] = (
          await client.query<{ row: string }>(`select t::text as row from public.${name} as t order by 1`)
        ).rows.map(({ row }) => row);
      return all;
    }),
  );
const objectsOf = async (folder: string) => {
  const keys: string[] = [];
  for await (const { key, bytes } of new FolderLake(join(folder, 'lake')).list('')) keys.push(`${key} ${bytes}`);
  return keys;
};
/** Makes a backup what it would have been before the last migration, which took columns, gave some and made tables. @returns its name */
async function beforeLastMigration(folder: string): Promise<string> {
  const about = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8'));
  const last = about.migrations.pop();
  expect(last).toBe('000062_visit_days.sql');
  const sums = join(folder, 'SHA256SUMS');
  let text = await readFile(sums, 'utf8');
  text = text.replace(/.* [ *](secrets|state)\.json\n/g, ''); // which versions of then did not sum
  const fileOf = (table: string) => join(folder, 'tables', `${table}.copy.gz`);
  for (const table of ['visit_cells', 'visit_days', 'quarter_events', 'other_paths']) {
    about.tables = about.tables.filter(({ name }: { name: string }) => name !== table);
    text = text.replace(new RegExp(`.* [ *]tables/${table}\\.copy\\.gz\\n`), '');
    await rm(fileOf(table));
  }
  const rewrite = async (table: string, change: (columns: string[], row: string) => string) => {
    const known = about.tables.find(({ name }: { name: string }) => name === table);
    const before = await readFile(fileOf(table));
    const rows = gunzipSync(before).toString().split('\n').slice(0, -1);
    const after = gzipSync(rows.map((row) => `${change(known.columns, row)}\n`).join(''));
    await writeFile(fileOf(table), after);
    // tables without rows have the same sum
    text = text.replace(new RegExp(`\\S+( [ *]tables/${table}\\.copy\\.gz)`), `${sha256(after)}$1`);
    return known;
  };
  const added = {
    page_view_days: ['is_bot', 'visit_numbers', 'journey_visits', 'divided_numbers'],
    product_visits: ['is_bot', 'cell_number', 'steps', 'product_hash', 'description_hash'],
  };
  for (const [table, columns] of Object.entries(added)) {
    const known = await rewrite(table, (_, row) => row.split('\t').slice(0, -columns.length).join('\t'));
    expect(known.columns.splice(-columns.length)).toEqual(columns);
    if (table === 'product_visits') known.columns[known.columns.indexOf('client_hash')] = 'client_id';
  }
  const funnels = await rewrite('funnel_daily', (_, row) => `${row}\t1\t1`);
  funnels.columns.push('events', 'page_views');
  await writeFile(join(folder, 'backup.json'), JSON.stringify(about));
  await writeFile(sums, text);
  return last;
}
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
/** Kills a command as soon as `isThere`, which must be before its end. */
async function killOnce(args: string[], isThere: () => Promise<boolean>): Promise<void> {
  const child = spawn(process.execPath, [FOOTFALL, ...args], { stdio: 'ignore', detached: true });
  const exit = once(child, 'exit');
  while (child.exitCode === null && !(await isThere())) await new Promise((resolve) => setTimeout(resolve, 1));
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  expect((await exit)[1]).toBe('SIGKILL');
}

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'footfall-backup-'));
  data = join(parent, 'data');
  const ports = ['--port-collector', String(await freePort()), '--port-postgres', String(await freePort())];
  stack = spawn(process.execPath, [FOOTFALL, 'up', '--data', data, '--etl-every', 'off', '--no-dashboards', ...ports], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (let said = ''; !said.includes('footfall is ready'); ) said += (await once(stack.stdout as never, 'data'))[0];
  for (const client of ['ann', 'bob', 'cat']) await send(client);
  const lake = new FolderLake(join(data, 'lake'));
  await putLines(lake, 'old', [
    lakeLine({ clientId: 'ann' }),
    lakeLine({ clientId: 'cat' }),
    lakeLine({ clientId: 'bob' }),
  ]);
  await footfall('etl', '--data', data);
  await footfall('compact', '--data', data);
  await footfall('erase', '--client', 'ann', '--data', data);
  await footfall('etl', '--data', data);
  made = join(parent, 'backups', 'first');
});
afterAll(async () => {
  stack.kill('SIGINT');
  await once(stack, 'exit');
  await rm(parent, { recursive: true, force: true });
});

describe('footfall backup and restore', () => {
  it('gives back every row and every object, while the stack runs and takes events', async () => {
    const before = await rowsOf(data);
    const objects = await objectsOf(data);
    const sending = Promise.all([send('dan'), send('eve')]);
    const backup = await json('backup', '--data', data, '--to', made);
    await sending;
    expect(backup.balance).toMatchObject({ received: 9, loaded: 4, rejected: 2, erased: 3 });
    expect((await stat(made)).mode & 0o777).toBe(0o700);

    const restored = await json('restore', made, '--data', join(parent, 'copy'));

    expect(restored).toMatchObject({ erasures: 0 });
    expect(await rowsOf(join(parent, 'copy'))).toEqual(before);
    expect(await objectsOf(join(parent, 'copy'))).toEqual(expect.arrayContaining(objects));
    expect(before.clickstream_events?.length).toBe(4);
  });

  it('leaves a stack that goes on: it loads what came later, and balances with its lake', async () => {
    const copy = join(parent, 'copy');
    await putLines(new FolderLake(join(copy, 'lake')), 'later', [lakeLine({ clientId: 'fay' })]);
    expect(await json('etl', '--data', copy)).toMatchObject({ isComplete: true });
    expect(await footfall('rebuild', '--verify', '--data', copy)).toMatchObject({ code: 0 });
  });

  it('erases again whom the lake knows as erased since the backup, in the warehouse and in the lake', async () => {
    await footfall('erase', '--client', 'bob', '--data', data);
    const copy = join(parent, 'erased');
    const withoutBob = await json('restore', made, '--data', copy, '--erasures', join(data, 'lake'));
    expect(withoutBob).toMatchObject({ erasures: 1, swept: { erasedLines: 3 } });
    const rows = await rowsOf(copy);
    expect(rows.clickstream_events?.filter((row) => row.includes('bob'))).toEqual([]);
    expect(rows.rejected_events?.filter((row) => row.includes('bob'))).toEqual([]);
    const cat = await footfall('lake', 'cat', '--data', copy);
    expect(cat.stdout).not.toContain('bob');
    expect(cat.stdout).toContain('cat');
  });

  it('overwrites nothing: neither a backup nor a folder that holds anything', async () => {
    const taken = join(parent, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'mine.txt'), 'mine');
    expect(await footfall('backup', '--data', data, '--to', made)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('exists already'),
    });
    for (const folder of [taken, data]) {
      const { code, stderr } = await footfall('restore', made, '--data', folder);
      expect(code).toBe(1);
      expect(stderr).toMatch(/is not empty \(mine\.txt\)|Footfall runs on/);
    }
    expect(await readdir(taken)).toEqual(['mine.txt']);
  });

  it('refuses a backup that is damaged, not whole, or of a newer version', async () => {
    const broken = join(parent, 'broken');
    const fresh = () => cp(made, broken, { recursive: true, force: true });
    const refusal = async () => {
      await rm(join(parent, 'never'), { recursive: true, force: true });
      const { code, stderr } = await footfall('restore', broken, '--data', join(parent, 'never'));
      expect(code).toBe(1);
      return stderr;
    };
    await fresh();
    const [object = ''] = (await readFile(join(broken, 'SHA256SUMS'), 'utf8')).match(/lake\/events\/\S+/) ?? [];
    await appendFile(join(broken, object), 'x');
    expect(await refusal()).toContain(`${object} of the backup is damaged`);
    await rm(join(broken, object));
    expect(await refusal()).toContain(`${object} of the backup is missing`);
    await fresh();
    await appendFile(join(broken, 'tables/sessions.copy.gz'), 'x');
    expect(await refusal()).toContain('tables/sessions.copy.gz of the backup is damaged');
    for (const file of ['secrets.json', 'state.json']) {
      await fresh();
      await appendFile(join(broken, file), ' ');
      expect(await refusal()).toContain(`${file} of the backup is damaged`);
      await rm(join(broken, file));
      expect(await refusal()).toContain(`${file} of the backup cannot be read`);
    }
    await fresh();
    const about = JSON.parse(await readFile(join(broken, 'backup.json'), 'utf8'));
    await writeFile(
      join(broken, 'backup.json'),
      JSON.stringify({ ...about, migrations: [...about.migrations, '999999_later.sql'] }),
    );
    expect(await refusal()).toContain('999999_later.sql, which this version of Footfall does not know');
    const events = about.tables.find(({ name }: { name: string }) => name === 'clickstream_events');
    events.rows++;
    await writeFile(join(broken, 'backup.json'), JSON.stringify(about));
    expect(await refusal()).toMatch(/gave \d+ rows, the backup counts \d+/);
    await rm(join(broken, 'backup.json'));
    expect(await refusal()).toContain('is no whole backup');
  });

  it('takes a backup of an older schema, and brings it up to date when the rows are there', async () => {
    const older = join(parent, 'older');
    await cp(made, older, { recursive: true });
    const last = await beforeLastMigration(older);
    const copy = join(parent, 'younger');
    await json('restore', older, '--data', copy);
    const applied = await withStack(copy, ({ ownerUrl }) =>
      withClient(ownerUrl, (client) =>
        client.query(
          `select name, applied_at > (select min(loaded_at) from etl_objects) as later from footfall_migrations
           where id > 0 order by id desc limit 1`,
        ),
      ),
    );
    expect(applied.rows).toEqual([{ name: last, later: true }]);
    expect((await rowsOf(copy)).clickstream_events?.length).toBe(4);
    // The next run builds what the last migration added, as the visits' rules were others then.
    await withStack(copy, ({ ownerUrl }) =>
      withClient(ownerUrl, (client) => client.query(`update settings set session_rules = 'of before'`)),
    );
    await json('etl', '--data', copy);
    const built = await withStack(copy, ({ ownerUrl }) =>
      withClient(ownerUrl, (client) =>
        client.query(
          `select count(*) > 0 as some, count(*) = count(steps) as all,
             (select count(letter)::int from event_letters) as letters from sessions`,
        ),
      ),
    );
    expect(built.rows).toEqual([{ some: true, all: true, letters: 1 }]);
  });

  it('that is killed half-way leaves no half backup, and the next one removes what is left', async () => {
    const lake = new FolderLake(join(data, 'lake'));
    for (let i = 0; i < MANY; i++) lake.putSync(`events/2026/11/20/10/many-${i}.ndjson.gz`, Buffer.from(`${i}`));
    const folder = join(parent, 'backups');
    const unfinished = async () => (await readdir(folder)).filter((name) => name.startsWith('killed'));
    await killOnce(['backup', '--data', data, '--to', join(folder, 'killed')], async () =>
      (await unfinished()).some((name) => existsSync(join(folder, name, 'lake'))),
    );
    expect(await unfinished()).toEqual([expect.stringMatching(/^killed\.unfinished-/)]);
    await json('backup', '--data', data, '--to', join(folder, 'killed'));
    expect(await unfinished()).toEqual(['killed']);
  });

  it('that is killed half-way through a restore lets nothing start on the folder, and begins anew', async () => {
    const source = join(parent, 'backups', 'killed');
    const copy = join(parent, 'restarted');
    await killOnce(['restore', source, '--data', copy], async () => existsSync(join(copy, 'postgres', 'PG_VERSION')));
    expect(await footfall('up', '--data', copy)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has not come to its end'),
    });
    await json('restore', source, '--data', copy);
    expect((await rowsOf(copy)).clickstream_events).toEqual((await rowsOf(data)).clickstream_events);
    expect(await objectsOf(copy)).toEqual(await objectsOf(data));
  });
});
