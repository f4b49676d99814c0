import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FolderLake } from '@footfall/lake';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lakeLine, putLines } from '../../../etl/tests/helpers/events.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { footfallWith } from '../helpers/run.js';

const ZONE = 'Asia/Kathmandu';
const DAY_MS = 86_400_000;
let warehouse: TestWarehouse;
let folder: string;

beforeAll(async () => {
  warehouse = await startTestWarehouse();
  folder = await mkdtemp(join(tmpdir(), 'footfall-report-'));
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await warehouse.empty();
  await rm(join(folder, 'events'), { recursive: true, force: true });
});

const footfall = (...args: string[]) =>
  footfallWith(
    {
      FOOTFALL_LAKE: pathToFileURL(folder).href,
      FOOTFALL_DATABASE_URL: warehouse.url('footfall_etl'),
      FOOTFALL_DASH_DATABASE_URL: warehouse.url('footfall_dash'),
      FOOTFALL_TIME_ZONE: ZONE,
    },
    ...args,
  );
const dayAgo = (days: number) => new Intl.DateTimeFormat('sv', { timeZone: ZONE }).format(Date.now() - days * DAY_MS);
/** The same time of a day some days ago; the zone has no summer time. */
const momentAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

async function load(...events: Record<string, unknown>[]): Promise<void> {
  const now = { receivedAt: momentAgo(0), sentAt: momentAgo(0) };
  await putLines(
    new FolderLake(folder),
    'a',
    events.map((event) => lakeLine(event, now)),
  );
  expect(await footfall('etl')).toMatchObject({ code: 0 });
}

const view = (client: string, days: number) => ({
  clientId: client,
  sessionId: `${client}-${days}`,
  eventTimestamp: momentAgo(days),
  eventName: 'product_view',
  product: { id: 'p1', name: 'Lamp' },
});
const buy = (id: string, days: number, total: number, currency: string) => ({
  clientId: 'buyer',
  sessionId: `buyer-${days}`,
  eventTimestamp: momentAgo(days),
  eventName: 'checkout_complete',
  order: { id, total, currency, items: [{ id: 'p1', name: 'Lamp', quantity: 2, price: total / 2 }] },
});

describe('footfall report', () => {
  it('says the figures of the last seven full days, and what has changed, each currency apart', async () => {
    await load(
      ...['a', 'b', 'c'].map((client) => view(client, 3)),
      ...['a', 'b'].map((client) => view(client, 10)),
      buy('o1', 2, 1200.5, 'EUR'),
      buy('o2', 2, 99, 'USD'),
      buy('o3', 9, 600.25, 'EUR'),
      view('today', 0),
    );
    const { code, stdout } = await footfall('report');
    expect(code).toBe(0);
    expect(stdout).toContain(`${dayAgo(7)} to ${dayAgo(0)}, days of ${ZONE}; today is not over.`);
    for (const line of [
      /^visitors +4 +33 % more than in the 7 days before \(3\)$/m,
      /^orders +2 +100 % more than in the 7 days before \(1\)$/m,
      /^net revenue +1,200\.50 EUR +100 % more than in the 7 days before \(600\.25 EUR\)$/m,
      /^net revenue +99\.00 USD +none in the 7 days before$/m,
      /^today so far: 1 visitor, 1 session, 0 orders$/m,
      /^Loaded \d+ seconds? ago, newest event \d+ (second|minute)s? ago\.$/m,
      new RegExp(`^${dayAgo(3)} +3 +3 +0 +█{20}$`, 'm'),
      new RegExp(`^${dayAgo(4)} +0 +0 +0$`, 'm'),
      /^product view +4 +100\.0 % /m,
      /^product_view +4 +66\.7 %$/m,
      /^Lamp +4 +2 +1,200\.50 EUR$/m,
    ])
      expect(stdout).toMatch(line);
  });

  it('has the figures that the dashboards have', async () => {
    const days = Array.from({ length: 20 }, (_, day) => day);
    await load(
      ...days.flatMap((day) => Array.from({ length: (day * 7) % 5 }, (_, i) => view(`c${i}`, day))),
      ...days.map((day) => buy(`o${day}`, day, day * 10.1 + 1, day % 3 ? 'EUR' : 'JPY')),
    );
    const [from, to] = [dayAgo(12), dayAgo(4)];
    const { stdout } = await footfall('report', '--from', from, '--to', to, '--json');
    const report = JSON.parse(stdout);
    const sql = async (call: string, first: string, last: string, more = '') => {
      const rows = await warehouse.query(`select to_jsonb(r) as row from dash.${call}($1, $2, '${ZONE}'${more}) as r`, [
        first,
        last,
      ]);
      return rows.map(({ row }) => row);
    };
    expect(report.period).toEqual({
      from,
      to,
      full: { from, to },
      before: { from: dayAgo(21), to: dayAgo(13) },
      hasToday: false,
    });
    expect(report.full.overview.events).toBeGreaterThan(20);
    expect([report.full.overview]).toEqual(await sql('overview', from, to));
    expect([report.before.overview]).toEqual(await sql('overview', dayAgo(21), dayAgo(13)));
    expect(report.full.revenue).toEqual(await sql('revenue', from, to));
    expect(report.before.revenue).toEqual(await sql('revenue', dayAgo(21), dayAgo(13)));
    expect(report.trend).toEqual(await sql('trend', from, to));
    expect(report.funnel).toEqual(await sql('funnel', from, to));
    expect(report.topEvents).toEqual(await sql('top_events', from, to));
    expect(report.topProducts).toEqual(await sql('products', from, to));
  });

  it('says what to do where there is nothing', async () => {
    const empty = await footfall('report');
    expect(empty).toMatchObject({ code: 0, stdout: expect.stringContaining('footfall etl') });
    await load(view('a', 3));
    const silent = await footfall('report', '--from', dayAgo(30), '--to', dayAgo(20));
    expect(silent.stdout).toContain('No event happened in this period. Choose another with --from and --to.');
  });

  it('shows what a shopper wrote without letting it steer the terminal', async () => {
    await load({
      ...view('a', 1),
      eventName: '\u001b[2J\u202ebuy',
      product: { id: 'p', name: `\u001b]0;x\u0007${'y'.repeat(99)}` },
    });
    const { stdout } = await footfall('report');
    expect(stdout).toContain('�[2J�buy');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it.each([
    [['--from', '2026-13-01'], '--from "2026-13-01" is no day; it must look like 2026-11-22'],
    [['--to', '22.11.2026'], '--to "22.11.2026" is no day'],
    [['--from', '2999-01-01'], '--from 2999-01-01 is in the future'],
    [['--from', '2026-01-02', '--to', '2026-01-01'], '--from 2026-01-02 is after --to 2026-01-01'],
    [['--from', '1970-01-01'], '1827 days at most'],
  ])('refuses days that cannot be: %o', async (args, message) => {
    const { code, stderr } = await footfall('report', ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
