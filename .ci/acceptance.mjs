// The acceptance on real recordings, where they lie beside the checkout: every batch sent three times in shuffled order,
// then the ETL killed ten times at random moments, then every figure compared. Prints 'N passed, N failed'.
//   node .ci/acceptance.mjs <folder with acceptance/ and data/>
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const KILLS = 10;
const PORTS = ['--port-collector', String(await freePort()), '--port-postgres', String(await freePort())];
const FOOTFALL = new URL('../cli/bin/footfall.js', import.meta.url).pathname;
const shared = process.argv[2];
const run = (file, ...args) =>
  execFileSync(process.execPath, [file, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

let passed = 0;
let failed = 0;
for (const [source, path] of [
  ['gms', 'data/gms-week1'],
  ['rees46', 'data/cosmetics-2019-oct.csv.gz'],
]) {
  const data = mkdtempSync(join(tmpdir(), 'footfall-acceptance-'));
  const stack = spawn(
    process.execPath,
    [FOOTFALL, 'up', '--data', data, '--etl-every', 'off', '--no-dashboards', ...PORTS],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
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
    console.log(
      source,
      run(
        join(shared, 'acceptance/replay.mjs'),
        ...recording,
        '--endpoint',
        env.FOOTFALL_ENDPOINT,
        '--times',
        '3',
        '--shuffle',
      ).trim(),
    );
    for (let kill = 0; kill < KILLS; kill++) {
      const etl = spawn(process.execPath, [FOOTFALL, 'etl', '--data', data], { stdio: 'ignore' });
      await Promise.race([sleep(300 + Math.random() * 2500), once(etl, 'exit')]);
      etl.kill('SIGKILL');
    }
    console.log(run(FOOTFALL, 'etl', '--data', data).trim());
    const report = await check(join(shared, 'acceptance/check.mjs'), [
      ...recording,
      '--database',
      env.FOOTFALL_DATABASE_URL,
    ]);
    console.log(report.trim());
    const [, ok, bad] = /(\d+) passed, (\d+) failed/.exec(report);
    passed += Number(ok);
    failed += Number(bad);
  } finally {
    stack.kill('SIGINT');
    await once(stack, 'exit');
    rmSync(data, { recursive: true, force: true });
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
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
