// The acceptance on real recordings, where they lie beside the checkout: every batch sent three times in shuffled order,
// what the collector answered compared with what was sent and with the lake, then the ETL killed ten times at random moments,
// then every figure compared, and each page of the dashboards opened. Prints 'N passed, N failed'.
//   node .ci/acceptance.mjs <folder with acceptance/ and data/> [source, as rees46; all without it]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../warehouse/dist/index.js';
import { openPages } from './dashboards.mjs';

const KILLS = 10;
/** Events a request at most. */
const BATCH = 10;
const PORTS = { collector: await freePort(), postgres: await freePort(), dashboards: await freePort() };
const FOOTFALL = new URL('../cli/bin/footfall.js', import.meta.url).pathname;
const [shared, only] = process.argv.slice(2);
const run = (file, ...args) =>
  execFileSync(process.execPath, [file, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

let passed = 0;
let failed = 0;
const recordings = [
  ['gms', 'data/gms-week1'],
  ['rees46', 'data/cosmetics-2019-oct.csv.gz'],
].filter(([source]) => !only || source === only);
if (recordings.length === 0) throw new Error(`no recording is called ${only}`);
for (const [source, path] of recordings) {
  const data = mkdtempSync(join(tmpdir(), 'footfall-acceptance-'));
  const stack = spawn(process.execPath, [FOOTFALL, 'up', '--data', data, '--etl-every', 'off', ...ports()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await ready(stack);
    const env = Object.fromEntries(
      readFileSync(join(data, 'footfall.env'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/)),
    );
    const now = new Date().toISOString();
    const recording = ['--source', source, '--path', join(shared, path), '--now', now];
    const to = ['--endpoint', env.FOOTFALL_ENDPOINT, '--times', '3', '--shuffle', '--batch', String(BATCH)];
    const answered = JSON.parse(run(join(shared, 'acceptance/replay.mjs'), ...recording, ...to));
    const perSecond = Math.round(answered.events / answered.seconds);
    console.log(source, JSON.stringify(answered), `${perSecond} events a second, ${answered.retried} retried`);
    expect(`${source}: events accepted`, answered.accepted, answered.events);
    expect(`${source}: events rejected`, answered.rejected, 0);
    const stat = lakeStat(data);
    // A request whose answer was lost on the way is sent again, and its events may lie in the lake twice.
    const most = answered.accepted + answered.retried * BATCH;
    const isBetween = stat.events >= answered.accepted && stat.events <= most;
    expect(`${source}: events in the lake`, stat.events, isBetween ? stat.events : answered.accepted);
    expect(`${source}: refused events and damaged objects in the lake`, stat.rejected + stat.damaged, 0);
    for (let kill = 0; kill < KILLS; kill++) {
      const etl = spawn(process.execPath, [FOOTFALL, 'etl', '--data', data], { stdio: 'ignore' });
      await Promise.race([sleep(300 + Math.random() * 2500), once(etl, 'exit')]);
      etl.kill('SIGKILL');
    }
    console.log(run(FOOTFALL, 'etl', '--data', data).trim());
    const sql = "select sum(received) from public.etl_objects where object_key like 'events/%'";
    const received = execFileSync('psql', [env.FOOTFALL_DATABASE_URL, '-XAtqc', sql], { encoding: 'utf8' });
    expect(`${source}: events that the ledger received`, Number(received), stat.events);
    expect(`${source}: events in the lake after the killed runs`, lakeStat(data).events, stat.events);
    const report = await check(join(shared, 'acceptance/check.mjs'), [
      ...recording,
      '--database',
      env.FOOTFALL_DATABASE_URL,
    ]);
    console.log(report.trim());
    const [, ok, bad] = /(\d+) passed, (\d+) failed/.exec(report);
    passed += Number(ok);
    failed += Number(bad);
    for (const { title, problem } of await openPages(`http://localhost:${PORTS.dashboards}`, env.FOOTFALL_DATABASE_URL))
      expect(`${source}: ${title}`, problem ?? 'yes', 'yes');
  } finally {
    stack.kill('SIGINT');
    await once(stack, 'exit');
    rmSync(data, { recursive: true, force: true });
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

function expect(figure, got, want) {
  const isRight = got === want;
  if (isRight) passed++;
  else failed++;
  console.log(isRight ? `ok   ${figure}: ${got}` : `FAIL ${figure}: want ${want} | got ${got}`);
}

function ports() {
  return Object.entries(PORTS).flatMap(([part, port]) => [`--port-${part}`, String(port)]);
}

function lakeStat(data) {
  return JSON.parse(run(FOOTFALL, 'lake', 'stat', '--data', data, '--json')).total;
}

async function ready(stack) {
  for await (const chunk of stack.stdout) if (String(chunk).includes('footfall is ready')) break;
  if (stack.exitCode !== null) throw new Error('footfall up ended before it was ready');
}

async function check(file, args) {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return text;
}
