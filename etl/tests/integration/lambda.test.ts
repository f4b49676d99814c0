import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { FolderLake } from '@footfall/lake';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { createHandler } from '../../src/lambda.js';
import { lakeLine, putLines } from '../helpers/events.js';

let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
let metrics: Record<string, number>[];

beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await warehouse.empty();
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'footfall-lambda-'));
  lake = new FolderLake(folder);
  metrics = [];
});

const settings = (more: Record<string, string> = {}): Record<string, string> => ({
  FOOTFALL_LAKE: pathToFileURL(folder).href,
  FOOTFALL_DATABASE_URL: warehouse.url('footfall_etl'),
  FOOTFALL_LOG_LEVEL: 'silent',
  ...more,
});
const handlerWith = (more?: Record<string, string>) =>
  createHandler(settings(more), (line) => void metrics.push(JSON.parse(line)));
const ENOUGH = { getRemainingTimeInMillis: () => 900_000 };
/** A function of a minute, of which 50 seconds are gone whenever somebody asks. */
function hasty() {
  let left = 60_000;
  return { getRemainingTimeInMillis: () => (left -= 50_000) };
}

/** Payloads as AWS sends them, with ids of its documentation. */
const RULE = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-11-22T16:05:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:events:eu-central-1:123456789012:rule/footfall-etl'],
  detail: {},
};
const SCHEDULER = {
  ...RULE,
  source: 'aws.scheduler',
  resources: ['arn:aws:scheduler:eu-central-1:123456789012:schedule/default/footfall-etl'],
  detail: '{}',
};

describe('Whoever calls the function', () => {
  it.each([
    ['a rule of EventBridge', RULE, 'eventbridge', 'all', 3],
    ['EventBridge Scheduler', SCHEDULER, 'eventbridge', 'all', 3],
    ['a call with an empty payload', {}, 'lambda', 'all', 3],
    ['a call without one', null, 'lambda', 'all', 3],
    ['targetUtcHour', { targetUtcHour: '2026-11-22-15' }, 'lambda', 'hour 2026-11-22-15', 1],
    [
      'targetUtcHour beside its date',
      { targetUtcDate: '2026-11-22', targetUtcHour: 15 },
      'lambda',
      'hour 2026-11-22T15',
      1,
    ],
    ['targetUtcDate', { targetUtcDate: '2026-11-22' }, 'lambda', 'date 2026-11-22', 2],
    ['overridePrefix', { overridePrefix: 'events/2026/11/21/' }, 'lambda', 'prefix events/2026/11/21/', 1],
    ['scope', { scope: 'all' }, 'lambda', 'all', 3],
  ])('by %s, the same core runs', async (_, payload, trigger, scope, objects) => {
    await putLines(lake, 'a', [lakeLine({}), lakeLine({})]);
    for (const day of ['22/16', '21/15'])
      await lake.put(`events/2026/11/${day}/event-1.json`, Buffer.from(JSON.stringify(lakeLine({}))));
    expect(await handlerWith()(payload, ENOUGH)).toMatchObject({ objects, scope, isComplete: true });
    expect(await warehouse.query('select trigger, scope, status from etl_runs')).toEqual([
      { trigger, scope, status: 'succeeded' },
    ]);
  });

  it('with a payload that nobody understands fails, and says what is understood', async () => {
    await expect(handlerWith()({ targetHour: 1 }, ENOUGH)).rejects.toThrow(/targetUtcHour/);
    expect(metrics).toMatchObject([{ Failed: 1 }]);
  });
});

describe('A function whose time is too short', () => {
  it('gets on with each call, until all is loaded and built', async () => {
    for (let i = 0; i < 1100; i++) await putLines(lake, `part-${i}`, [lakeLine({ sessionId: `s${i}` })]);
    const handler = handlerWith();
    const calls = [];
    for (let i = 0; i < 2; i++) calls.push(await handler(RULE, hasty()));
    expect(calls).toMatchObject([
      { objects: 1000, isComplete: false },
      { objects: 100, isComplete: true },
    ]);
    const counts = `select (select count(*)::int from sessions) as sessions, (select count(*)::int from etl_touched) as touched`;
    expect(await warehouse.query(counts)).toEqual([{ sessions: 1100, touched: 0 }]);
    expect(metrics).toMatchObject([{ Incomplete: 1 }, { Incomplete: 0 }]);
  });
});

describe('A call that asks for old facts to be dropped', () => {
  const old = { eventTimestamp: '2026-01-01T10:00:00.000Z' };
  const received = { receivedAt: '2026-01-01T10:00:00.000Z', sentAt: '2026-01-01T10:00:00.000Z' };

  it('drops them, as the environment says for how long they are kept, and loads nothing', async () => {
    await putLines(lake, 'old', [lakeLine(old, received)]);
    await handlerWith()({}, ENOUGH);
    await putLines(lake, 'waits', [lakeLine({})]);
    const summary = await handlerWith({ FOOTFALL_FACTS_KEEP_DAYS: '100' })({ task: 'retain' }, ENOUGH);
    expect(summary).toMatchObject({ keepDays: 100, facts: 1, isComplete: true });
    expect(await warehouse.query('select 1 from clickstream_events')).toEqual([]);
    expect(await warehouse.query('select loaded::int, dropped::int from etl_objects')).toEqual([
      { loaded: 1, dropped: 1 },
    ]);
  });

  it('stops in time, and says that it is not done', async () => {
    await putLines(lake, 'old', [lakeLine(old, received)]);
    await handlerWith()({}, ENOUGH);
    const late = { getRemainingTimeInMillis: () => 50_000 };
    const summary = await handlerWith({ FOOTFALL_FACTS_KEEP_DAYS: '100' })({ task: 'retain' }, late);
    expect(summary).toMatchObject({ isComplete: false });
    expect(await warehouse.query('select 1 from clickstream_events')).toHaveLength(1);
  });
});

describe('A call that asks for a compaction', () => {
  const DAY_MS = 86_400_000;
  const dayBefore = (days: number) =>
    new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/');
  const objectsOf = async (prefix: string) => {
    const keys = [];
    for await (const { key } of lake.list(prefix)) keys.push(key);
    return keys;
  };
  const putTwo = async (day: string) => {
    for (const name of ['a', 'b'])
      await lake.put(`events/${day}/15/${name}.json`, Buffer.from(JSON.stringify(lakeLine({}))));
  };

  it('merges what was written on the two days before today, and loads nothing', async () => {
    for (const days of [0, 1, 2, 3]) await putTwo(dayBefore(days));
    expect(await handlerWith()({ task: 'compact' }, ENOUGH)).toMatchObject({ compactedFolders: 2, isComplete: true });
    const counts = await Promise.all(
      [0, 1, 2, 3].map(async (days) => (await objectsOf(`events/${dayBefore(days)}/`)).length),
    );
    expect(counts).toEqual([2, 1, 1, 2]);
    expect(await warehouse.query('select 1 from etl_runs')).toEqual([]);
    expect(metrics).toEqual([]);
  });

  it('reaches back as far as it is told', async () => {
    await putTwo(dayBefore(3));
    await handlerWith()({ task: 'compact', daysBack: 3 }, ENOUGH);
    expect(await objectsOf(`events/${dayBefore(3)}/`)).toHaveLength(1);
    await expect(handlerWith()({ task: 'compact', daysBack: '3' }, ENOUGH)).rejects.toThrow(/daysBack .* from 1 to 31/);
  });

  it('stops in time, and says that it is not done', async () => {
    await putTwo(dayBefore(1));
    const late = { getRemainingTimeInMillis: () => 80_000 };
    expect(await handlerWith()({ task: 'compact' }, late)).toMatchObject({ isComplete: false });
    expect(await objectsOf(`events/${dayBefore(1)}/`)).toHaveLength(2);
  });
});

describe('The metrics of a run', () => {
  it('are what the ledger says', async () => {
    const line = lakeLine({});
    await putLines(lake, 'a', [line, line, 'no json']);
    await handlerWith()(RULE, ENOUGH);
    expect(metrics).toMatchObject([
      {
        _aws: { CloudWatchMetrics: [{ Namespace: 'Footfall', Dimensions: [[]] }] },
        ReceivedEvents: 3,
        LoadedEvents: 1,
        DuplicateEvents: 1,
        RejectedEvents: 1,
        ErasedEvents: 0,
        Objects: 1,
        UnbalancedHours: 0,
        SecondsSinceLastSuccess: 0,
        Incomplete: 0,
        Failed: 0,
      },
    ]);
    const { _aws, ...values } = metrics[0] as unknown as {
      _aws: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] };
    };
    expect(_aws.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name)).toEqual(Object.keys(values));
    expect(metrics[0]?.LagSeconds).toBeLessThan(600);
    expect(metrics[0]?.RunSeconds).toBeGreaterThan(0);
  });

  it('carry what the machine under the warehouse reports, and leave it out where none does', async () => {
    await handlerWith()(RULE, ENOUGH);
    await warehouse.query(
      `insert into public.instance_status (instance_id, bundle, data_disk_used_percent, root_disk_used_percent,
         count_failed_units, failed_units, backed_up_at, reported_at)
       values ('i-1', '1.0.0', 81, 40, 1, '{nginx.service}', now() - interval '30 hours', now() - interval '20 minutes')`,
      [],
      'footfall_owner',
    );
    await handlerWith()(RULE, ENOUGH);
    const [without, reported] = metrics;
    for (const name of ['WarehouseDiskUsedPercent', 'SecondsSinceBackup', 'SecondsSinceInstanceReport'])
      expect(without).not.toHaveProperty(name);
    expect(reported).toMatchObject({ WarehouseDiskUsedPercent: 81, RootDiskUsedPercent: 40, FailedUnits: 1 });
    expect(reported?.SecondsSinceBackup).toBeGreaterThanOrEqual(30 * 3600);
    expect(reported?.SecondsSinceInstanceReport).toBeGreaterThanOrEqual(20 * 60);
  });

  it('are written as well when the warehouse is away, by what the process remembers', async () => {
    const away = { DWH_HOST: '127.0.0.1', DWH_PORT: '1', DWH_PASSWORD: 'x', FOOTFALL_DATABASE_URL: '' };
    await expect(handlerWith(away)(RULE, ENOUGH)).rejects.toThrow(/cannot be reached/);
    expect(metrics).toMatchObject([{ Failed: 1, LoadedEvents: 0 }]);
    expect(metrics[0]).not.toHaveProperty('LagSeconds');
    expect(metrics[0]).not.toHaveProperty('SecondsSinceLastSuccess');
  });

  it('of one that does not balance name it, and the run fails and says where', async () => {
    await warehouse.query(
      `create function public.miscount() returns trigger language plpgsql as
         $$ begin new.received = new.received + 1; return new; end $$;
       create trigger miscount before insert on public.etl_objects for each row execute function public.miscount()`,
      [],
      'footfall_owner',
    );
    try {
      const key = await putLines(lake, 'a', [lakeLine({})]);
      await expect(handlerWith()(RULE, ENOUGH)).rejects.toThrow(
        `Lines do not add up (received = loaded + duplicate + rejected + erased) in ${key} (hour 2026-11-22T15)`,
      );
    } finally {
      await warehouse.query('drop function public.miscount cascade', [], 'footfall_owner');
    }
    expect(metrics).toMatchObject([{ Failed: 1, LoadedEvents: 1, UnbalancedHours: 1 }]);
    expect(await warehouse.query('select hour, is_balanced from dash.balance')).toEqual([
      { hour: new Date('2026-11-22T15:00:00Z'), is_balanced: false },
    ]);
    expect(await warehouse.query('select status from etl_runs')).toEqual([{ status: 'failed' }]);
  });
});

describe('The log', () => {
  const SECRETS = ['ada@shop.example', 'Lovelace', '203.0.113.77', 'client-of-ada', 'session-of-ada', 'order-of-ada'];
  const hostile = (event: Record<string, unknown>) =>
    lakeLine(
      {
        clientId: 'client-of-ada',
        sessionId: 'session-of-ada',
        userId: 'ada@shop.example',
        pageTitle: '{"level":30,"msg":"Lovelace"}\n',
        order: { id: 'order-of-ada' },
        ...event,
      },
      { sourceIp: '203.0.113.77' },
    );

  /** Runs the function as Lambda does, in a process of its own. @returns all that it writes, and the error that it throws */
  async function logOf(): Promise<string> {
    const program = `import { createHandler } from '@footfall/etl'; import { inspect } from 'node:util';
      await createHandler(process.env)({}, { getRemainingTimeInMillis: () => 900000 })
        .then((answer) => console.log(inspect(answer)), (error) => console.log(inspect(error, { depth: 9 })));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: new URL('../..', import.meta.url).pathname,
      env: { PATH: process.env.PATH, ...settings({ FOOTFALL_LOG_LEVEL: 'trace' }) },
    });
    const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return out + errors;
  }

  it('has neither events nor persons, whether a run succeeds or fails', async () => {
    await putLines(lake, 'a', [
      hostile({}),
      hostile({ eventName: 'checkout_complete' }),
      `{"eventName":"Lovelace`,
      JSON.stringify(hostile({ eventName: 5 })),
      hostile({ eventTimestamp: 'ada@shop.example', sequence: 'Lovelace', product: 'order-of-ada' }),
    ]);
    await putLines(lake, 'b', [{ reason: 'x', event: hostile({}) }], 'rejected');
    const succeeded = await logOf();
    expect(succeeded).toContain('etl run done');
    // PostgreSQL quotes the row beside the first one's message, and the value within the second's.
    for (const check of ['page_title is null', 'order_id::integer > 0']) {
      const change = (what: string) => warehouse.query(`alter table clickstream_events ${what}`, [], 'footfall_owner');
      await change(`add constraint refuses check (${check}) not valid`);
      await putLines(lake, `refused-${check.length}`, [hostile({ eventName: 'checkout_complete' })]);
      const failed = await logOf();
      await change('drop constraint refuses');
      expect(failed).toContain('"Failed":1');
      for (const secret of SECRETS) expect(failed).not.toContain(secret);
    }
    for (const secret of SECRETS) expect(succeeded).not.toContain(secret);
    const errors = await warehouse.query("select string_agg(error, ' ') as all from etl_runs");
    for (const secret of SECRETS) expect(errors[0]?.all).not.toContain(secret);
  });
});
