// The first version's data folder taken over by this one: how long it takes, and whether all that was in it still counts the same.
//   npm run upgrade -- [--events 1000000] [--from REF]
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { withStack } from '../cli/dist/stack/find-stack.js';
import { freePort, withClient } from '../warehouse/dist/index.js';
import { makeShop } from './lib/etl/footfall.mjs';
import { Stack } from './lib/product/stack.mjs';
import { report } from './lib/report.mjs';

const HELP = `Makes a data folder with an older version, lets this one take it over, and counts before and after.

  npm run upgrade -- [--events N] [--from REF]

  --events N   in the folder (1000000)
  --from REF   the older version: a tag or a commit of this repository (the first one, 0.1.0)

It needs "npm run build", this repository with its history, and what "npm ci" needs, for the older version.`;

/** 0.1.0 by its commit, since a clone may have come without tags. */
const FIRST_VERSION = '41cd2af595e2084e2a7f4ea760834e6962de893b';
const DAYS = 90;
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** What must be the same before and after, a figure a row: facts, models, money, and the ledger. */
const COUNTS = `
  select 'events' as what, count(*)::text as figure from clickstream_events
  union all select 'events by day and name', md5(string_agg(line, '|' order by line)) from (
    select format('%s %s %s', (event_timestamp at time zone 'UTC')::date, event_name, count(*)) as line
    from clickstream_events group by (event_timestamp at time zone 'UTC')::date, event_name) as days
  union all select 'visits', count(*)::text from sessions
  union all select 'page views', count(*)::text from page_views
  union all select 'clients', count(*)::text from clients
  union all select 'orders', count(*)::text from orders
  union all select 'order totals', string_agg(line, ', ' order by line) from (
    select format('%s %s', currency, sum(total)) as line from orders group by currency) as totals
  union all select 'order items', count(*)::text from order_items
  union all select 'refunds', count(*)::text from refunds
  union all select 'carts', count(*)::text from carts
  union all select 'searches', count(*)::text from searches
  union all select 'objects read', count(*)::text from etl_objects
  union all select 'received = loaded + duplicate + rejected + erased',
    format('%s = %s + %s + %s + %s', sum(received), sum(loaded), sum(duplicate), sum(rejected), sum(erased)) from etl_objects`;

const execute = promisify(execFile);
const run = (command, args, cwd) => execute(command, args, { cwd, maxBuffer: 2 ** 26 });
const say = (line) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

/** Says what it does and how many seconds that took. */
async function timed(what, work) {
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  say(`${what}: ${seconds.toFixed(1)} s`);
  return { result, seconds };
}

/** Checks an older version out of this repository and builds it. @returns its `footfall` command */
async function olderVersion(ref, folder) {
  await run('git', ['clone', '--quiet', '--no-checkout', REPOSITORY, folder]);
  await run('git', ['checkout', '--quiet', ref], folder);
  await run('npm', ['ci', '--no-audit', '--no-fund'], folder);
  await run('npm', ['run', 'build'], folder);
  return join(folder, 'cli/bin/footfall.js');
}

/** Starts `footfall up` on the data folder, and stops it when it is ready. */
async function startAndStop({ data, ports, command }) {
  const lines = [];
  const stack = new Stack({ data, ports, etlEvery: 'off', env: process.env, say: (line) => lines.push(line), command });
  const ended = async () => {
    while (stack.ownEnds === 0 && !stack.isReady) await sleep(100);
    if (stack.ownEnds > 0) throw new Error(`footfall up ended by itself:\n${lines.join('\n')}`);
  };
  await Promise.all([stack.start(), ended()]).finally(() => stack.stop());
}

/** One ETL run of that version on the stopped stack. @returns its summary */
const etl = async (command, data) =>
  JSON.parse((await run(process.execPath, [command, 'etl', '--data', data, '--json'])).stdout);

async function countsOf(data) {
  const { rows } = await withStack(data, ({ ownerUrl }) => withClient(ownerUrl, (owner) => owner.query(COUNTS)));
  return new Map(rows.map(({ what, figure }) => [what, figure]));
}

/** What the older version says when it is started on the newer one's folder; it must not start. */
async function downgrade({ data, ports, command }) {
  const args = ['up', '--data', data, '--no-dashboards', '--etl-every', 'off'];
  for (const [part, port] of Object.entries(ports)) args.push(`--port-${part}`, `${port}`);
  try {
    await execute(process.execPath, [command, ...args], { timeout: 60_000 });
  } catch ({ killed, code, stderr }) {
    if (!killed && code > 0) return stderr.trim();
  }
  throw new Error('The older version started on the folder of this one.');
}

async function measure(folder, { events, from }) {
  const data = join(folder, 'data');
  const ports = { collector: await freePort(), postgres: await freePort() };
  const older = join(folder, 'older');
  mkdirSync(older);
  const { result: command } = await timed(`Version ${from} installed and built`, () => olderVersion(from, older));
  await startAndStop({ data, ports, command });
  await makeShop(events, join(data, 'lake'), { days: DAYS });
  const load = await timed('The older version loads it', () => etl(command, data));
  const before = await countsOf(data);
  say(`${before.get('events')} events of ${DAYS} days in the older version's warehouse`);

  const start = await timed('This version starts on it for the first time', () => startAndStop({ data, ports }));
  const first = await timed('Its first run', () => etl(join(REPOSITORY, 'cli/bin/footfall.js'), data));
  await timed('Its second start', () => startAndStop({ data, ports }));
  const after = await countsOf(data);
  console.table([...before].map(([what, figure]) => ({ what, before: figure, after: after.get(what) })));
  const differing = [...before].filter(([what, figure]) => after.get(what) !== figure).length;
  report({ figure: 'counts that differ after the upgrade', value: differing, unit: '', against: 'at most', limit: 0 });
  const loaded = first.result.loaded + first.result.duplicate;
  report({ figure: 'events that the first run read again', value: loaded, unit: '', against: 'at most', limit: 0 });
  const takeover = start.seconds + first.seconds;
  const against = "the older version's load of the same lake";
  report({ figure: 'start and first run', value: takeover, unit: 's', against, limit: load.seconds });

  say(`Downgrade refused: ${await downgrade({ data, ports, command })}`);
  const refused = await countsOf(data);
  const touched = [...after].filter(([what, figure]) => refused.get(what) !== figure).length;
  report({ figure: 'counts that a refused downgrade changed', value: touched, unit: '', against: 'at most', limit: 0 });
}

async function main() {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '1000000' },
      from: { type: 'string', default: FIRST_VERSION },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  const folder = mkdtempSync(join(tmpdir(), 'footfall-bench-upgrade-'));
  try {
    await measure(folder, { events: Number(values.events), from: values.from });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
