import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../helpers/test-warehouse.js';

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(() => warehouse.stop());
afterEach(() => set('UTC', 1));

const set = (zone: string | null, weekStart: number | null = null) =>
  warehouse.query('select set_shop($1, $2)', [zone, weekStart]);
const settings = () => warehouse.query('select time_zone, week_starts_on from dash.settings', [], 'footfall_dash');
const dayOf = async (moment: string) =>
  (await warehouse.query('select shop_day($1)::text as day', [moment]))[0]?.day as string;

describe('The shop’s settings', () => {
  it('are UTC, and weeks that start on Monday, until somebody says otherwise', async () => {
    expect(await settings()).toEqual([{ time_zone: 'UTC', week_starts_on: 1 }]);
    await set('europe/berlin', 7);
    expect(await settings()).toEqual([{ time_zone: 'Europe/Berlin', week_starts_on: 7 }]);
    await set(null, null);
    expect(await settings()).toEqual([{ time_zone: 'Europe/Berlin', week_starts_on: 7 }]);
  });

  it.each(['Mars/Phobos', 'EST', 'posix/Europe/Berlin', '', 'UTC; drop table sessions', '+05:45'])(
    'know no time zone "%s", and say which they know',
    async (zone) => {
      await expect(set(zone)).rejects.toThrow(/FOOTFALL_TIME_ZONE .*Europe\/Berlin or Asia\/Kathmandu/);
      expect(await settings()).toEqual([{ time_zone: 'UTC', week_starts_on: 1 }]);
    },
  );

  it('know seven days of the week', async () => {
    for (const day of [0, 8]) await expect(set(null, day)).rejects.toThrow(/FOOTFALL_WEEK_START .*1 \(Monday\) to 7/);
  });

  it('are one row', async () => {
    await expect(warehouse.query('insert into settings default values')).rejects.toThrow(/settings_pkey/);
    await expect(warehouse.query('update settings set is_only = false')).rejects.toThrow(/settings_is_only_check/);
  });
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'America/Santiago',
  // Their clocks go back over midnight, which the day then has twice.
  'America/Havana',
  'Atlantic/Azores',
  'America/Scoresbysund',
];

describe('A day of any zone', () => {
  it.each(ZONES)('in %s begins at its first instant, as a day of the shop does', async (zone) => {
    await set(zone);
    const wrong = await warehouse.query(
      `select d.day::date::text as day from generate_series(date '2023-01-01', '2027-12-31', interval '1 day') as d (day)
       cross join lateral (select dash.day_start(d.day::date, $1) as starts_at) as s
       where (s.starts_at at time zone $1)::date <> d.day
       or ((s.starts_at - interval '1 microsecond') at time zone $1)::date <> d.day - interval '1 day'
       or s.starts_at <> shop_day_start(d.day::date)`,
      [zone],
    );
    expect(wrong).toEqual([]);
  });
});

describe('A day of the shop', () => {
  it.each([
    ['Asia/Kathmandu', '2026-11-22T18:14:59.999Z', '2026-11-22'], // +05:45
    ['Asia/Kathmandu', '2026-11-22T18:15:00.000Z', '2026-11-23'],
    ['America/St_Johns', '2026-11-22T03:29:59.999Z', '2026-11-21'], // -03:30
    ['America/St_Johns', '2026-11-22T03:30:00.000Z', '2026-11-22'],
    // Clocks go forward on 29 March 2026: the day begins at +01:00 and ends at +02:00.
    ['Europe/Berlin', '2026-03-28T22:59:59.999Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00.000Z', '2026-03-30'],
    // They go back on 25 October 2026: the day has 25 hours.
    ['Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00.000Z', '2026-10-26'],
  ])('in %s has %s on %s', async (zone, moment, day) => {
    await set(zone);
    expect(await dayOf(moment)).toBe(day);
  });

  it.each(['Asia/Kathmandu', 'America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe'])(
    'in %s is what the world’s calendars say, each quarter of an hour around changes of clocks',
    async (zone) => {
      await set(zone);
      const rows = await warehouse.query(`select moment, shop_day(moment)::text as day
        from unnest(array['2026-03-06', '2026-03-27', '2026-04-03', '2026-10-02', '2026-10-23', '2026-10-30']::timestamptz[]) as start
        cross join lateral generate_series(start, start + interval '4 days', interval '15 minutes') as moment`);
      const calendar = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' });
      expect(rows.filter(({ moment, day }) => calendar.format(moment) !== day)).toEqual([]);
      expect(rows).toHaveLength(6 * (4 * 96 + 1));
    },
  );

  it.each([
    [1, '2026-11-22', '2026-11-16'],
    [1, '2026-11-23', '2026-11-23'],
    [7, '2026-11-22', '2026-11-22'],
    [7, '2026-11-21', '2026-11-15'],
    [6, '2026-11-27', '2026-11-21'],
  ])('of weeks that start on %i, %s is in that of %s', async (start, day, week) => {
    await set(null, start);
    expect(await warehouse.query('select shop_week($1)::text as week', [day])).toEqual([{ week }]);
  });
});
