import type { Lake } from '@footfall/lake';
import { count } from '../format.js';
import type { Client } from '../report/figures.js';
import { age } from '../report/words.js';
import { type Finding, failed, ok, warning } from './finding.js';

/** A clock that is set by the network differs by less than a second; so much is somebody's hand, or a dead battery. */
const CLOCK_SECONDS = 300;
/** Where more than this part of a day's lines is refused, a deployment of the shop is to blame rather than a shopper. */
const REFUSED_SHARE = 0.2;
/** Fewer lines say nothing. */
const ENOUGH_LINES = 20;
/** So many of the newest loaded objects are looked for in the lake. */
const LOOKED_FOR = 20;

/** Whether what arrives is what should: in time, sound, and in the lake that the ledger is of. */
export async function checkArrivals(client: Client, lake: Lake): Promise<Finding[]> {
  return [await checkClock(client), await checkRefused(client), await checkSameLake(client, lake)];
}

async function checkClock(client: Client): Promise<Finding> {
  const { rows } = await client.query<{ ahead: string | null }>(
    'select extract(epoch from max(started_at) - now()) as ahead from dash.etl_runs',
  );
  const ahead = Number(rows[0]?.ahead);
  return ahead > CLOCK_SECONDS
    ? failed(
        'clock',
        `this machine's clock stands ${age(ahead)} before a run that has been`,
        'set it, best by the network: timedatectl set-ntp true',
      )
    : ok('clock', 'no run lies in its future');
}

async function checkRefused(client: Client): Promise<Finding> {
  const { rows } = await client.query<{ received: string; rejected: string }>(
    `select coalesce(sum(received), 0) as received, coalesce(sum(rejected), 0) as rejected
     from etl_objects where hour > now() - interval '1 day'`,
  );
  const [received, rejected] = [Number(rows[0]?.received), Number(rows[0]?.rejected)];
  const words = `${count(rejected)} of the last day's ${count(received)} lines`;
  return received >= ENOUGH_LINES && rejected > REFUSED_SHARE * received
    ? warning('refused', words, 'footfall quarantine ls tells why; footfall quarantine retry sends them again')
    : ok('refused', words);
}

async function checkSameLake(client: Client, lake: Lake): Promise<Finding> {
  const { rows } = await client.query<{ key: string }>(
    'select object_key as key from etl_objects order by object_id desc limit $1',
    [LOOKED_FOR],
  );
  let found = 0;
  for (const { key } of rows) {
    for await (const object of lake.list(key)) if (object.key === key) found++;
    if (found > 0) return ok('same lake', 'the lake has what the warehouse has loaded of late');
  }
  if (rows.length === 0) return ok('same lake', 'nothing is loaded yet');
  return failed(
    'same lake',
    `the lake has none of the ${rows.length} objects that were loaded last`,
    'is it the right one, and mounted? Else restore it from a backup before anything is rebuilt',
  );
}
