import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { FolderLake, type Lake, S3Lake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { linesBelow } from '../../../lake/tests/helpers/lake-content.js';
import { startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, erasePerson, runEtl } from '../../src/index.js';
import { lakeLine, putLines } from '../helpers/events.js';
import { tracesOf } from '../helpers/traces.js';

/** So many times a process is killed; more in a long run: FOOTFALL_KILLS=100. */
const KILLS = Number(process.env.FOOTFALL_KILLS ?? 8);

const PROGRAM = `import { erasePerson, compactLake, runEtl } from '@footfall/etl'; import { openLake } from '@footfall/lake';
  import pino from 'pino';
  const [url, s3Endpoint, databaseUrl, work, id] = process.argv.slice(1);
  const parts = { lake: openLake(url, s3Endpoint ? { s3Endpoint } : {}), databaseUrl, logger: pino({ level: 'silent' }) };
  process.stdout.write('.');
  if (work === 'etl') await runEtl(parts);
  else if (work === 'compact') await compactLake({ ...parts, prefixes: [''], targetBytes: 3000 });
  else await erasePerson({ ...parts, person: { kind: 'user', id }, ranBy: 'tester' });`;

let warehouse: TestWarehouse;
let folder: string;
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
  folder = await mkdtemp(join(tmpdir(), 'footfall-erase-kill-'));
});

/** Starts a piece of work and kills it at a random moment. @returns whether it was still at work */
async function startAndKill(where: { url: string; endpoint: string }, work: string, id: string): Promise<boolean> {
  const args = [
    '--input-type=module',
    '-e',
    PROGRAM,
    where.url,
    where.endpoint,
    warehouse.url('footfall_etl'),
    work,
    id,
  ];
  const credentials = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER', AWS_REGION: 'us-east-1' };
  const env = { ...process.env, ...credentials, NODE_NO_WARNINGS: '1' };
  const child = spawn(process.execPath, args, { cwd: new URL('../..', import.meta.url).pathname, env });
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  await Promise.race([sleep(Math.random() * (where.endpoint ? 800 : 400)), ended]);
  const wasAlive = child.kill('SIGKILL');
  await ended;
  return wasAlive;
}

describe.each(['folder', 'S3'])('Erasures on a %s that are killed at random moments', (kind) => {
  it('are finished by the same command, and count each line once', { timeout: 60_000 + KILLS * 10_000 }, async () => {
    const s3 = kind === 'S3' ? await startS3Server('raw') : undefined;
    try {
      const lake: Lake = s3
        ? new S3Lake({ client: s3.client, bucket: 'raw', prefix: 'killed' })
        : new FolderLake(folder);
      const where = { url: s3 ? 's3://raw/killed' : pathToFileURL(folder).href, endpoint: s3?.endpoint ?? '' };
      const parts = { lake, databaseUrl: warehouse.url('footfall_etl'), logger: pino({ level: 'silent' }) };
      let bobs = 0;
      let lines = 0;
      let killed = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const ann = { clientId: 'ann-client', sessionId: `s-${kill}`, userId: 'ann-user' };
        for (let i = 0; i < 10; i++) {
          const twice = lakeLine(ann);
          const some = [
            twice,
            twice,
            lakeLine({ ...ann, userId: undefined, eventId: undefined, kill, i }),
            lakeLine({ clientId: 'bob', eventId: undefined, kill, i }),
            `{"userId":"ann-user","broken ${kill} ${i}`,
          ];
          await putLines(lake, `p-${String(kill).padStart(3, '0')}-${i}`, some);
          bobs++;
          lines += some.length;
        }
        if (kill % 2 === 0) await runEtl(parts);
        const work = ['erase', 'erase', 'etl', 'erase', 'compact'][kill % 5] ?? '';
        if (await startAndKill(where, work, 'ann-user')) killed++;
      }
      expect(killed).toBeGreaterThan(0);
      await erasePerson({ ...parts, person: { kind: 'user', id: 'ann-user' }, ranBy: 'tester' });
      await runEtl(parts);
      for (const id of ['ann-user', 'ann-client']) expect(await tracesOf(id, { lake, warehouse })).toEqual([]);
      const sums = `select sum(received)::int as received, sum(loaded)::int as loaded, sum(duplicate)::int as duplicate,
        sum(rejected)::int as rejected, sum(erased)::int as erased,
        (select count(*)::int from clickstream_events) as facts, (select count(*)::int from rejected_events) as refused
        from etl_objects`;
      const wanted = {
        received: lines,
        loaded: bobs,
        duplicate: 0,
        rejected: 0,
        erased: lines - bobs,
        facts: bobs,
        refused: 0,
      };
      expect(await warehouse.query(sums)).toEqual([wanted]);
      expect(await warehouse.query('select count(*)::int as n from erasures where completed_at is null')).toEqual([
        { n: 0 },
      ]);
      await compactLake({ ...parts, prefixes: [''], targetBytes: 1_000_000 });
      expect(await linesBelow(lake, 'events/')).toHaveLength(lines);
      await warehouse.empty();
      await runEtl(parts);
      expect(await warehouse.query(sums)).toEqual([wanted]);
    } finally {
      await s3?.stop();
    }
  });
});
