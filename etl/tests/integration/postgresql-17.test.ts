import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { rebuildWarehouse, runEtl } from '../../src/index.js';
import { putPieces, randomLines, randomOf } from '../helpers/random-lake.js';

/** Of the private machine's version, Debian 13's; there is a build of it for this platform only. */
const POSTGRESQL_17 = 'postgres-17-linux-x64';

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('PostgreSQL 17', () => {
  let warehouse: TestWarehouse;
  let folder: string;
  beforeAll(async () => {
    warehouse = await startTestWarehouse(POSTGRESQL_17);
    folder = await mkdtemp(join(tmpdir(), 'footfall-17-'));
  });
  afterAll(async () => {
    await warehouse.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes all migrations, a load with its models, and a rebuild that gives the same', async () => {
    const [version] = await warehouse.query<{ major: string }>(`select split_part(version(), ' ', 2) as major`);
    expect(version?.major).toMatch(/^17\./);
    const lake = new FolderLake(folder);
    const logger = pino({ level: 'silent' });
    const random = randomOf(17);
    await putPieces(lake, randomLines(random, 1500), random);
    const databaseUrl = warehouse.url('footfall_etl');
    expect((await runEtl({ lake, databaseUrl, logger })).loaded).toBeGreaterThan(500);
    const verified = await rebuildWarehouse({
      lake,
      ownerUrl: warehouse.url('footfall_owner'),
      logger,
      isVerification: true,
    });
    expect(verified.comparison?.tables.filter((table) => !table.isEqual)).toEqual([]);
    expect(verified.comparison?.isEqual).toBe(true);
  });
});
