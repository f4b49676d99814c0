import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, withClient } from '@footfall/warehouse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withStack } from '../../src/stack/find-stack.js';
import { footfall, footfallWith } from '../helpers/run.js';

const FOOTFALL = fileURLToPath(new URL('../../bin/footfall.js', import.meta.url));
/** What asks without a browser is marked as a bot, which reports leave out. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
let parent: string;
let data: string;
let ports: string[];

async function up(...args: string[]): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [FOOTFALL, 'up', '--data', data, '--etl-every', 'off', '--no-dashboards', ...ports, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (text) => {
      said += text;
      if (said.includes('footfall is ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`footfall up ended with ${code}: ${said}`)));
  });
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
  child.kill(signal);
  await once(child, 'exit');
  return child.exitCode;
}

const endpoint = async () =>
  /FOOTFALL_ENDPOINT=(.*)/.exec(await readFile(join(data, 'footfall.env'), 'utf8'))?.[1] ?? '';

beforeAll(async () => {
  // A private folder that PostgreSQL's own account cannot enter, as most temporary folders of root are.
  parent = await mkdtemp(join(tmpdir(), 'footfall-cli-'));
  data = join(parent, 'data folder');
  ports = ['--port-collector', String(await freePort()), '--port-postgres', String(await freePort())];
});
afterAll(() => rm(parent, { recursive: true, force: true }));

describe('footfall', () => {
  it('explains itself and every command', async () => {
    const lake = ['compact', 'lake ls', 'lake cat', 'lake stat'];
    const commands = [
      'up',
      'etl',
      'report',
      'migrate',
      'rebuild',
      'erase',
      'import',
      'backup',
      'restore',
      'doctor',
      ...lake,
    ];
    const quarantine = ['quarantine ls', 'quarantine show', 'quarantine retry'];
    for (const name of ['', 'lake', 'quarantine', ...commands, ...quarantine]) {
      const args = [...name.split(' ').filter(Boolean), '--help'];
      const { code, stdout } = await footfall(...args);
      expect(code).toBe(0);
      expect(stdout).toContain('Usage: footfall');
    }
  });

  it.each([
    [['nonsense']],
    [['up', '--port-collector', 'x']],
    [['etl', '--nothing']],
    [['etl', '--hour', 'noon']],
    [['etl', '--hour', '2026-11-22T15', '--all']],
    [['report', '--from', 'yesterday']],
    [['report', '--to', '2026-02-30']],
    [['up', '--etl-every', 'soon']],
  ])('called wrongly exits with 2 and says how: %o', async (args) => {
    const { code, stderr } = await footfall(...args);
    expect(code).toBe(2);
    expect(stderr.length).toBeGreaterThan(20);
  });

  it('says what to do where there is no stack', async () => {
    for (const command of ['etl', 'migrate', 'report', 'rebuild']) {
      const { code, stderr } = await footfall(command, '--data', join(parent, 'nothing'));
      expect(code).toBe(1);
      expect(stderr).toContain('footfall up --data');
    }
    expect((await footfall('doctor', '--data', join(parent, 'nothing'))).code).toBe(1);
  });
});

describe('A stack', () => {
  it('starts, takes events, loads them, and keeps them over a restart', async () => {
    const first = await up();
    const answer = await fetch(await endpoint(), {
      method: 'POST',
      headers: { 'user-agent': BROWSER },
      body: JSON.stringify([{ eventName: 'page_view', clientId: 'c' }]),
    });
    expect(await answer.json()).toEqual({ success: true, accepted: 1, rejected: [] });
    const loaded = await footfall('etl', '--data', data, '--json');
    expect(JSON.parse(loaded.stdout)).toMatchObject({ objects: 1, received: 1, loaded: 1, isComplete: true });
    await fetch(await endpoint(), {
      method: 'POST',
      body: JSON.stringify([1, 2].map(() => ({ eventName: 'page_view', clientId: 'gone' }))),
    });
    await footfall('etl', '--data', data);
    const erased = await footfall('erase', '--client', 'gone', '--data', data, '--json');
    expect(JSON.parse(erased.stdout).removed).toMatchObject({ events: 2, facts: 2, ledgerLines: 2 });
    const doctor = await footfall('doctor', '--data', data, '--json');
    const findings = JSON.parse(doctor.stdout).findings as { part: string; state: string }[];
    for (const part of [
      'node',
      'data',
      'footfall',
      'lake',
      'collector',
      'warehouse',
      'etl',
      'backlog',
      'models',
      'balance',
      'facts',
      'restated',
      'settings',
      'erasures',
      'dash role',
    ])
      expect(findings).toContainEqual(expect.objectContaining({ part, state: 'ok' }));
    await withStack(data, ({ databaseUrl }) =>
      withClient(databaseUrl, (client) => client.query('delete from clickstream_events')),
    );
    const { code, stdout } = await footfall('doctor', '--data', data);
    expect(code).toBe(1);
    expect(stdout).toMatch(/0 events are in the warehouse and 1 were loaded/);
    const compared = await footfall('rebuild', '--verify', '--data', data);
    expect(compared).toMatchObject({ code: 1, stdout: expect.stringMatching(/clickstream_events +DIFFERS/) });
    const rebuilt = await footfall('rebuild', '--data', data, '--json');
    expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ objects: 2, isComplete: true });
    const again = await footfall('rebuild', '--verify', '--data', data);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('The warehouse equals the lake.') });
    expect(await stop(first)).toBe(0);

    // Without a running stack the commands start its PostgreSQL for themselves.
    const nothing = await footfall('etl', '--data', data);
    expect(nothing.stdout).toContain('0 objects');
    expect((await footfall('migrate', '--data', data)).stdout).toContain('up to date');
    expect((await footfall('report', '--data', data)).stdout).toContain('today so far: 1 visitor, 1 session');

    const second = await up();
    expect(JSON.parse((await footfall('etl', '--data', data, '--json')).stdout)).toMatchObject({ received: 0 });
    expect(await stop(second, 'SIGTERM')).toBe(0);
  });

  it('that is stopped serves commands one after another, and is not started meanwhile', async () => {
    const both = await Promise.all([footfall('migrate', '--data', data), footfall('etl', '--data', data)]);
    expect(both).toEqual([expect.objectContaining({ code: 0 }), expect.objectContaining({ code: 0 })]);
    await withStack(data, async ({ databaseUrl }) => {
      const { code, stderr } = await footfall('up', '--data', data, '--no-dashboards', ...ports);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('A footfall command works on') });
      await withClient(databaseUrl, (client) => client.query('select')); // its server is still there
    });
    expect(await stop(await up())).toBe(0);
  });

  it('that is stopped is not held by what it has started, which outlived it', async () => {
    for (const command of ['etl', 'retain']) {
      const { code, stderr } = await footfallWith({ FOOTFALL_PART_OF_STACK: '1' }, command, '--data', data);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('that started this has ended') });
    }
    expect(await footfall('etl', '--data', data, '--trigger', 'loop')).toMatchObject({ code: 0 });
    expect(await stop(await up())).toBe(0);
  });

  it('keeps its secrets from others', async () => {
    for (const file of ['footfall.env', 'secrets.json'])
      expect((await stat(join(data, file))).mode & 0o777).toBe(0o600);
  });

  it('is not started twice on one data folder, and says who has it', async () => {
    const first = await up();
    const other = ['--port-collector', String(await freePort()), '--port-postgres', String(await freePort())];
    const { code, stderr } = await footfall('up', '--data', data, '--no-dashboards', ...other);
    expect(code).toBe(1);
    expect(stderr).toContain(String(first.pid));
    await stop(first);
  });

  it('that was killed starts again, and takes over its PostgreSQL', async () => {
    const killed = await up();
    await fetch(await endpoint(), { method: 'POST', body: JSON.stringify({ eventName: 'page_view' }) });
    await stop(killed, 'SIGKILL');
    // Its PostgreSQL still runs: the port looks taken, by ourselves.
    const heir = await up();
    expect(JSON.parse((await footfall('etl', '--data', data, '--json')).stdout)).toMatchObject({ loaded: 1 });
    expect(await stop(heir)).toBe(0);
  });

  it('names the flag when a port is taken', async () => {
    const taken = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
    const { code, stderr } = await footfall(
      'up',
      '--data',
      data,
      '--no-dashboards',
      '--port-collector',
      String(port),
      '--port-postgres',
      String(await freePort()),
    );
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toContain('--port-collector');
  });

  it('doctor finds a lake that cannot be written', async () => {
    await rm(join(data, 'lake', '.unfinished'), { recursive: true });
    await writeFile(join(data, 'lake', '.unfinished'), 'a file where the folder should be');
    const { code, stdout } = await footfall('doctor', '--data', data);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED {2}lake/);
    await rm(join(data, 'lake', '.unfinished'));
  });
});
