import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysBelow, linesBelow } from '../../../lake/tests/helpers/lake-content.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { importHistory, runEtl } from '../../src/index.js';
import { randomOf } from '../helpers/random-lake.js';

/** So many times an import is killed; more in a long run: FOOTFALL_KILLS=100. */
const KILLS = Number(process.env.FOOTFALL_KILLS ?? 8);
const EVENTS = 6000;
const HOURS = 150;

const PROGRAM = `import { importHistory } from '@footfall/etl'; import { openLake } from '@footfall/lake';
  process.stdout.write('.');
  const { received, accepted } = await importHistory({ lake: openLake(process.argv[1]), files: [process.argv[2]] });
  process.stdout.write(JSON.stringify({ received, accepted }));`;

let warehouse: TestWarehouse;
let folder: string;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
  folder = await mkdtemp(join(tmpdir(), 'footfall-import-kill-'));
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts an import in a process of its own, whose temporary folder is a test's. */
async function startImport(lake: FolderLake, file: string, ...flags: string[]) {
  const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', PROGRAM, lake.url, file], {
    cwd: new URL('../..', import.meta.url).pathname,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('An import', () => {
  it(`that is killed ${KILLS} times, with runs in between, and run again, writes each event once`, {
    timeout: 60_000 + KILLS * 10_000,
  }, async () => {
    const random = randomOf(1);
    const file = join(folder, 'past.ndjson');
    const lines = Array.from({ length: EVENTS }, (_, i) => {
      const at = new Date(Date.UTC(2024, 0, 1 + Math.floor(random() * 20), Math.floor((i / EVENTS) * HOURS) % 24));
      return `${JSON.stringify({ eventName: 'page_view', eventTimestamp: at, clientId: `c-${i % 50}`, n: i % 3000 })}\n`;
    });
    await pipeline(Readable.from(lines), createWriteStream(file));
    const whole = new FolderLake(join(folder, 'whole'));
    let started = performance.now();
    await importHistory({ lake: whole, files: [file] });
    let reach = performance.now() - started;

    const lake = new FolderLake(join(folder, 'killed'));
    const load = () => runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger: pino({ level: 'silent' }) });
    let killed = 0;
    for (let attempt = 0; killed < KILLS; attempt++) {
      expect(attempt, 'attempts: imports end before they are killed').toBeLessThan(KILLS * 4);
      const child = await startImport(lake, file);
      started = performance.now();
      const ended = once(child, 'exit');
      await Promise.race([sleep(random() * reach), ended]);
      if (child.kill('SIGKILL')) killed++;
      else reach = performance.now() - started; // what is written already takes less
      await ended;
      if (attempt % 3 === 0) await load();
    }
    expect(await importHistory({ lake, files: [file] })).toMatchObject({ received: EVENTS, accepted: EVENTS });

    expect(await keysBelow(lake, 'events/')).toEqual(await keysBelow(whole, 'events/'));
    expect(await linesBelow(lake, 'events/')).toEqual(await linesBelow(whole, 'events/'));
    await load();
    const [sums] = await warehouse.query(
      `select sum(received)::int as received, sum(loaded)::int as loaded, (select count(*)::int from clickstream_events) as facts,
         bool_and(received = loaded + duplicate + rejected + erased) as is_balanced from etl_objects`,
    );
    expect(sums).toEqual({ received: EVENTS, loaded: EVENTS, facts: EVENTS, is_balanced: true });
  });

  it('of a file that is larger than the memory it may use goes through', async () => {
    const events = 80_000;
    const file = join(folder, 'large.ndjson.gz');
    const own = 'x'.repeat(4000);
    const lines = Readable.from(
      (function* () {
        for (let i = 0; i < events; i++)
          yield `{"eventName":"x","eventTimestamp":"2024-03-0${(i % 9) + 1}T0${i % 10}:00:00Z","n":${i},"own":"${own}"}\n`;
      })(),
    );
    await pipeline(lines, createGzip({ level: 1 }), createWriteStream(file));
    const lake = new FolderLake(join(folder, 'large'));
    // 320 MB of text; what waits in memory for its hour is 32 MiB of it, and an object 8.
    const child = await startImport(lake, file, '--max-old-space-size=160');
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    const [code] = await once(child, 'close');
    expect({ code, summary: JSON.parse(Buffer.concat(output).toString()) }).toEqual({
      code: 0,
      summary: { received: events, accepted: events },
    });
  });
});
