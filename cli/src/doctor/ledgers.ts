import { shopSettings, toScope, type Unloaded, unloaded } from '@footfall/etl';
import type { Lake } from '@footfall/lake';
import { withClient } from '@footfall/warehouse';
import { count, counted } from '../format.js';
import type { Client } from '../report/figures.js';
import { age } from '../report/words.js';
import { checkArrivals } from './arrivals.js';
import { type Finding, failed, ok, reason, warning } from './finding.js';

/** The ETL is late when no run has succeeded for this many seconds: three times the hourly schedule of the AWS shape. */
const LATE_SECONDS = 3 * 3600;
/** The lake is compared with the ledger for so many days, as its whole listing may take minutes. */
const COMPARED_DAYS = 2;
/** Restatements of so many days are told. */
const RESTATED_DAYS = 7;
const DAY_MS = 86_400_000;

/** What the warehouse's ledgers say: whether it loads, whether all is accounted for, and what has changed of late. */
export async function checkLedgers(etlUrl: string, lake: Lake): Promise<Finding[]> {
  try {
    return await withClient(etlUrl, async (client) => [
      await checkRuns(client),
      await checkUnloaded(client, lake),
      await checkModels(client),
      await checkBalance(client),
      await checkFacts(client),
      await checkRestated(client),
      await checkSettings(client),
      await checkErasures(client),
      ...(await checkArrivals(client, lake)),
    ]);
  } catch (error) {
    return [failed('etl', `its ledger cannot be read: ${reason(error)}`, 'start footfall up')];
  }
}

async function one<T extends object>(client: Client, sql: string, values: unknown[] = []): Promise<T> {
  return (await client.query(sql, values)).rows[0] as T;
}

async function checkRuns(client: Client): Promise<Finding> {
  const last = await one<{ status: string | null; error: string | null; age: string | null }>(
    client,
    `select (array_agg(status order by run_id desc))[1] as status, (array_agg(error order by run_id desc))[1] as error,
       extract(epoch from now() - max(ended_at) filter (where status = 'succeeded')) as age
     from dash.etl_runs where status <> 'running'`,
  );
  if (!last.status) return warning('etl', 'has never run', 'footfall etl');
  if (last.status !== 'succeeded')
    return failed('etl', `the last run ${last.status}: ${last.error ?? ''}`, 'footfall etl');
  const words = `last success ${age(Number(last.age))} ago`;
  return Number(last.age) < LATE_SECONDS ? ok('etl', words) : warning('etl', words, 'footfall etl, or footfall up');
}

async function checkUnloaded(client: Client, lake: Lake): Promise<Finding> {
  const since = new Date(Date.now() - (COMPARED_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  let found: Unloaded;
  try {
    found = await unloaded(client, lake, toScope({ since }));
  } catch (error) {
    return failed('backlog', `the lake cannot be listed: ${reason(error)}`, 'mend the lake, see above');
  }
  const { objects, oldestSeconds = 0 } = found;
  if (objects === 0) return ok('backlog', `every object of the last ${COMPARED_DAYS} days is loaded`);
  const words = `${counted(objects, 'object')} of the last ${COMPARED_DAYS} days wait to be loaded, the oldest since ${age(oldestSeconds)}`;
  return oldestSeconds < LATE_SECONDS ? ok('backlog', words) : warning('backlog', words, 'footfall etl');
}

async function checkModels(client: Client): Promise<Finding> {
  const { keys, days } = await one<{ keys: string; days: string }>(
    client,
    `select coalesce(max(touched_id) - min(touched_id) + 1, 0) as keys, (select count(*) from stale_days) as days
     from etl_touched`,
  );
  if (Number(keys) === 0 && Number(days) === 0) return ok('models', 'are built from all that is loaded');
  const waiting =
    Number(keys) > 0 ? `about ${count(Number(keys))} sessions, orders, carts and hours` : counted(Number(days), 'day');
  return warning('models', `${waiting} wait to be built`, 'footfall etl');
}

async function checkBalance(client: Client): Promise<Finding> {
  const { hours, first } = await one<{ hours: number; first: string | null }>(
    client,
    `select count(*)::integer as hours,
       string_agg(coalesce(to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24'), 'without an hour'), ', ' order by hour) as first
     from (select hour from dash.balance where not is_balanced order by hour limit 5) as unbalanced`,
  );
  return hours > 0
    ? failed(
        'balance',
        `lines do not add up in ${first}`,
        'see dash.balance, then make the warehouse again: footfall rebuild',
      )
    : ok('balance', 'received = loaded + duplicate + rejected + erased, every hour');
}

/** The ledger's sums against what is there. */
async function checkFacts(client: Client): Promise<Finding> {
  const { facts, loaded, refused, rejected } = await one<Record<'facts' | 'loaded' | 'refused' | 'rejected', string>>(
    client,
    `select (select count(*) from clickstream_events) as facts, coalesce(sum(loaded - dropped), 0) as loaded,
       (select count(*) from rejected_events) as refused, coalesce(sum(rejected), 0) as rejected
     from etl_objects`,
  );
  const n = (text: string) => count(Number(text));
  if (facts !== loaded || refused !== rejected)
    return failed(
      'facts',
      `${n(facts)} events are in the warehouse and ${n(loaded)} were loaded and not dropped by age; ${n(refused)} refused ones are kept of ${n(rejected)}`,
      'restore the warehouse from a backup, or make it again from the lake: footfall rebuild',
    );
  return ok('facts', `${n(facts)} events and ${n(refused)} refused ones are there, as the ledger has it`);
}

async function checkRestated(client: Client): Promise<Finding> {
  const { days, why } = await one<{ days: number; why: string | null }>(
    client,
    `select count(distinct day)::integer as days, lower(string_agg(distinct why, ', ')) as why
     from dash.restatements where restated_at > now() - make_interval(days => $1)`,
    [RESTATED_DAYS],
  );
  return ok(
    'restated',
    days === 0
      ? `no past day has changed in the last ${RESTATED_DAYS} days`
      : `${counted(days, 'past day')} changed in the last ${RESTATED_DAYS} days (${why}); see dash.restatements`,
  );
}

async function checkSettings(client: Client): Promise<Finding> {
  const { zone, week } = await one<{ zone: string; week: number }>(
    client,
    'select time_zone as zone, week_starts_on as week from dash.settings',
  );
  const words = `days of ${zone}, weeks from day ${week} (1 is Monday)`;
  try {
    const { timeZone = zone, weekStartsOn = week } = shopSettings(process.env);
    if (timeZone.toLowerCase() === zone.toLowerCase() && weekStartsOn === week) return ok('settings', words);
  } catch (error) {
    return failed('settings', reason(error), 'correct it, then run: footfall migrate');
  }
  return warning(
    'settings',
    `${words}, but FOOTFALL_TIME_ZONE or FOOTFALL_WEEK_START say otherwise`,
    'footfall migrate',
  );
}

async function checkErasures(client: Client): Promise<Finding> {
  const { done, unfinished } = await one<{ done: number; unfinished: number }>(
    client,
    'select count(completed_at)::integer as done, (count(*) - count(completed_at))::integer as unfinished from erasures',
  );
  return unfinished > 0
    ? warning(
        'erasures',
        `${unfinished} were interrupted: the lake still holds what they had to take`,
        'the same footfall erase again',
      )
    : ok('erasures', `${done}, all of them finished`);
}
