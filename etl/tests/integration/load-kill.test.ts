import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, rebuildWarehouse, runEtl } from '../../src/index.js';
import { putPieces, randomLines, randomOf, shuffled } from '../helpers/random-lake.js';
import { addWarehouse, differingTables, ledgerOf, type SecondWarehouse } from '../helpers/undisturbed.js';

/** So many times a run is killed; more in a long run: FOOTFALL_KILLS=100. */
const KILLS = Number(process.env.FOOTFALL_KILLS ?? 8);
/** Of the lake's content and of the moments; another one: FOOTFALL_SEED=2. */
const SEED = Number(process.env.FOOTFALL_SEED ?? 1);
/** Lines that arrive before each kill. */
const LINES_A_KILL = 400;

const PROGRAM = `import { compactLake, runEtl } from '@footfall/etl'; import { openLake } from '@footfall/lake'; import pino from 'pino';
  const [url, databaseUrl, work] = process.argv.slice(1);
  const parts = { lake: openLake(url), databaseUrl, logger: pino({ level: 'silent' }) };
  process.stdout.write('.');
  await (work === 'etl' ? runEtl(parts) : compactLake({ ...parts, prefixes: [''], targetBytes: 6000 }));`;

let warehouse: TestWarehouse;
let undisturbed: SecondWarehouse;
let folder: string;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
  undisturbed = await addWarehouse(warehouse, 'undisturbed');
  folder = await mkdtemp(join(tmpdir(), 'footfall-load-kill-'));
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});

const logger = pino({ level: 'silent' });

/** A lake whose objects hold repeated and refused lines, are there twice, broken off, or nothing at all. @returns its keys */
async function fillLake(lake: FolderLake, random: () => number): Promise<string[]> {
  const keys = await putPieces(lake, randomLines(random, KILLS * LINES_A_KILL), random);
  for (const [i, key] of shuffled(keys, random).entries()) {
    const bytes = Buffer.concat(await (await lake.get(key)).toArray());
    const name = key.replace('piece', `damaged-${i}`);
    if (i % 7 === 0) await add(key.replace('piece', 'again'), bytes);
    if (i % 19 === 1) await add(name, bytes.subarray(0, Math.floor(bytes.length * (0.2 + random() * 0.7))));
    if (i % 23 === 2) await add(name, Buffer.from('no gzip'));
    if (i % 29 === 3) await add(name, gzipSync(''));
  }
  return keys;
  async function add(key: string, bytes: Uint8Array): Promise<void> {
    await lake.put(key, bytes);
    keys.push(key);
  }
}

type Work = 'etl' | 'compact';
/** About how many milliseconds a work takes, as those that were not killed in time have shown. */
const reach: Record<Work, number> = { etl: 200, compact: 200 };

async function start(url: string, work: Work): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', PROGRAM, url, warehouse.url('footfall_etl'), work],
    {
      cwd: new URL('../..', import.meta.url).pathname,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  return child;
}

/** Starts a work and kills it at a random moment. */
async function startAndKill(url: string, work: Work, random: () => number): Promise<void> {
  const child = await start(url, work);
  const started = performance.now();
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  await Promise.race([sleep(random() * reach[work]), ended]);
  const wasAlive = child.kill('SIGKILL');
  await ended;
  reach[work] = wasAlive ? reach[work] * 1.1 : performance.now() - started;
}

it(`a load that is killed ${KILLS} times, beside compactions that are killed as well, equals an undisturbed one (seed ${SEED})`, {
  timeout: 60_000 + KILLS * 10_000,
}, async () => {
  const random = randomOf(SEED);
  const source = new FolderLake(join(folder, 'source'));
  const keys = await fillLake(source, random);
  await runEtl({ lake: source, databaseUrl: undisturbed.url('footfall_etl'), logger });

  const lake = new FolderLake(join(folder, 'lake'));
  const waiting = shuffled(keys, random);
  const arrive = async (count: number) => {
    for (const key of waiting.splice(0, count)) {
      const to = join(folder, 'lake', key);
      await cp(join(folder, 'source', key), to, { recursive: true, preserveTimestamps: true });
    }
  };
  let killed = 0;
  for (let attempt = 0; killed < KILLS; attempt++) {
    expect(attempt, 'attempts: runs end before they are killed').toBeLessThan(KILLS * 4);
    await arrive(Math.ceil(keys.length / KILLS / 1.5)); // some end in time
    const works: Work[] = attempt % 3 === 1 ? ['etl', 'compact'] : ['etl'];
    await Promise.all(works.map((work) => startAndKill(lake.url, work, random)));
    const runs = await warehouse.query(`select from etl_runs where status in ('running', 'killed')`);
    killed = runs.length; // without those that were killed before they began
  }
  await arrive(keys.length);
  await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });

  expect(await differingTables(warehouse.url('footfall_owner'), undisturbed.url('footfall_owner'))).toEqual([]);
  expect(await ledgerOf(warehouse.url('footfall_owner'))).toEqual(await ledgerOf(undisturbed.url('footfall_owner')));
  expect(await warehouse.query('select 1 from dash.balance where not is_balanced')).toEqual([]);
  await compactLake({ lake, databaseUrl: warehouse.url('footfall_etl'), logger, prefixes: [''], targetBytes: 1e6 });
  const { comparison } = await rebuildWarehouse({
    lake,
    ownerUrl: warehouse.url('footfall_owner'),
    logger,
    isVerification: true,
  });
  expect(comparison?.tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
});
