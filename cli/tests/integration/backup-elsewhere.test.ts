import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockCompactors } from '@footfall/etl';
import { S3Lake } from '@footfall/lake';
import { withClient } from '@footfall/warehouse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lakeLine, putLines } from '../../../etl/tests/helpers/events.js';
import { type S3TestServer, startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { withStack } from '../../src/stack/find-stack.js';
import { footfallWith } from '../helpers/run.js';

let parent: string;
let s3: S3TestServer;
let lake: S3Lake;
let warehouse: TestWarehouse;
let settings: Record<string, string>;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'footfall-backup-s3-'));
  s3 = await startS3Server('shop');
  lake = new S3Lake({ client: s3.client, bucket: 'shop', prefix: 'lake' });
  warehouse = await startTestWarehouse();
  settings = {
    FOOTFALL_LAKE: 's3://shop/lake',
    FOOTFALL_S3_ENDPOINT: s3.endpoint,
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
    AWS_REGION: 'us-east-1',
    FOOTFALL_DATABASE_URL: warehouse.url('footfall_etl'),
    FOOTFALL_OWNER_DATABASE_URL: warehouse.url('footfall_owner'),
  };
  await putLines(lake, 'a', [lakeLine({ clientId: 'ann' }), lakeLine({ clientId: 'bob' })]);
  await run('etl');
});
afterAll(async () => {
  await warehouse.stop();
  await s3.stop();
  await rm(parent, { recursive: true, force: true });
});

const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await footfallWith(settings, ...args, '--json');
  if (code !== 0) throw new Error(`footfall ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};

describe('footfall backup of a warehouse that is named by its URL, with a lake on S3', () => {
  it('leaves the lake where it is, and erases again by it whom the backup still has', async () => {
    const to = join(parent, 'first');
    const copy = join(parent, 'copy');
    expect(await run('backup', '--to', to)).toMatchObject({ lake: { isCopied: false, objects: 1, gone: 0 } });
    expect((await readdir(to)).sort()).toEqual(['SHA256SUMS', 'backup.json', 'tables']);
    await run('erase', '--client', 'ann');

    expect(await run('restore', to, '--data', copy)).toMatchObject({ erasures: 1 });

    const rows = await withStack(copy, ({ lakeUrl, ownerUrl }) =>
      withClient(ownerUrl, async (client) => {
        expect(lakeUrl).toBe('s3://shop/lake');
        return (
          await client.query(
            'select client_id, (select sum(erased) from etl_objects) as erased from clickstream_events',
          )
        ).rows;
      }),
    );
    expect(rows).toEqual([{ client_id: 'bob', erased: '1' }]);
    await run('etl', '--data', copy);
    expect((await run('rebuild', '--verify', '--data', copy)).comparison).toMatchObject({ isEqual: true });
  });

  it('counts what the ledger has loaded and the lake no longer has', async () => {
    await putLines(lake, 'expired', [lakeLine({})]);
    await run('etl');
    const [expired = ''] = (
      await warehouse.query<{ key: string }>(
        `select object_key as key from etl_objects where object_key like '%expired%'`,
      )
    ).map(({ key }) => key);
    await lake.remove(expired);
    expect(await run('backup', '--to', join(parent, 'second'))).toMatchObject({ lake: { gone: 1 } });
  });

  it('waits for a compaction or an erasure, which would take objects away between its listing and its copying', async () => {
    const to = join(parent, 'third');
    let isDone = false;
    const waited = await withClient(warehouse.url('footfall_owner'), async (client) => {
      await lockCompactors(client, {});
      const backup = footfallWith(settings, 'backup', '--to', to).finally(() => {
        isDone = true;
      });
      await unfinished();
      await warehouseWaits();
      expect(isDone).toBe(false);
      await client.query('select pg_advisory_unlock_all()');
      return backup;
    });
    expect(waited).toMatchObject({ code: 0, stderr: expect.stringContaining('waits until it is done') });
    expect(JSON.parse(await readFile(join(to, 'backup.json'), 'utf8'))).toMatchObject({ version: 1 });
  });
});

/** Resolves when the third backup has begun. */
async function unfinished(): Promise<void> {
  while (!(await readdir(parent)).some((name) => name.startsWith('third.unfinished-')))
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Resolves when a connection of ours has asked for the lock and did not get it. */
async function warehouseWaits(): Promise<void> {
  const asked = `select from pg_stat_activity where query like 'select pg_try_advisory_lock%' and state = 'idle'
    and pid <> pg_backend_pid() and application_name = 'footfall'`;
  while ((await warehouse.query(asked, [], 'footfall_owner')).length < 2)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
