import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import { freePort, withClient } from '@footfall/warehouse';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lakeLine, putLines } from '../../../etl/tests/helpers/events.js';
import { withStack } from '../../src/stack/find-stack.js';
import { FOOTFALL } from '../helpers/run.js';

const DAY_MS = 86_400_000;
/** The tests' budget; what never comes is said before it ends. */
const PATIENCE = { timeout: 90_000, interval: 250 };

let data: string;
let stack: ChildProcess;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'footfall-retain-loop-'));
});
afterEach(async () => {
  stack.kill('SIGTERM');
  if (stack.exitCode === null) await once(stack, 'exit');
  await rm(data, { recursive: true, force: true });
});

it('a stack that keeps facts for 100 days drops older ones by itself, after it has loaded them and counted their days', async () => {
  const lake = new FolderLake(join(data, 'lake'));
  await mkdir(join(data, 'lake'), { recursive: true });
  const daysAgo = [200, 150, 2];
  for (const days of daysAgo) {
    const at = new Date(Date.now() - days * DAY_MS).toISOString();
    const line = lakeLine(
      { eventTimestamp: at, clientId: `c-${days}`, sessionId: `s-${days}` },
      { receivedAt: at, sentAt: at },
    );
    await putLines(lake, `days-${days}`, [line]);
  }
  const ports = ['--port-collector', String(await freePort()), '--port-postgres', String(await freePort())];
  stack = spawn(process.execPath, [FOOTFALL, 'up', '--data', data, '--etl-every', '1s', '--no-dashboards', ...ports], {
    env: { ...process.env, FOOTFALL_FACTS_KEEP_DAYS: '100' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (let said = ''; !said.includes('footfall is ready'); ) said += (await once(stack.stdout as never, 'data'))[0];
  const log = () => readFile(join(data, 'logs', 'etl.log'), 'utf8').catch(() => '');
  await vi.waitFor(async () => expect(await log()).toMatch(/dropped 2 facts .* kept for 100 days/), PATIENCE);

  const { rows } = await withStack(data, ({ ownerUrl }) =>
    withClient(ownerUrl, (client) =>
      client.query(
        `select (select array_agg(client_id) from clickstream_events) as facts, (select count(*)::int from sessions) as visits,
           (select sum(loaded)::int from etl_objects) as loaded, (select sum(sessions)::int from daily) as counted`,
      ),
    ),
  );
  expect(rows).toEqual([{ facts: ['c-2'], visits: 3, loaded: 3, counted: 3 }]);
});
