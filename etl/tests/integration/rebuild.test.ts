import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, type RebuildOptions, rebuildWarehouse, runEtl } from '../../src/index.js';
import { lakeLine, putLines } from '../helpers/events.js';
import { putPieces, randomLines, randomOf, shuffled } from '../helpers/random-lake.js';

let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
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
  folder = await mkdtemp(join(tmpdir(), 'footfall-rebuild-'));
  lake = new FolderLake(folder);
});

const logger = pino({ level: 'silent' });
const load = (prefix?: string) =>
  runEtl({
    lake,
    databaseUrl: warehouse.url('footfall_etl'),
    logger,
    ...(prefix && { scope: { label: prefix, prefixes: [prefix], isExact: true } }),
  });
const compact = () =>
  compactLake({ lake, databaseUrl: warehouse.url('footfall_etl'), logger, prefixes: [''], targetBytes: 1024 * 1024 });
const rebuild = (options: Partial<RebuildOptions> = {}) =>
  rebuildWarehouse({ lake, ownerUrl: warehouse.url('footfall_owner'), logger, ...options });
const verify = async () => {
  const { comparison } = await rebuild({ isVerification: true });
  return comparison as NonNullable<typeof comparison>;
};
const asOwner = (sql: string) => warehouse.query(sql, [], 'footfall_owner');
const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;

/** What a comparison found, in words. */
const unequal = async () =>
  (await verify()).tables
    .filter((table) => !table.isEqual)
    .flatMap(({ table, differences }) =>
      differences.map((d) => [table, d.kind, d.columns.join(), d.day, d.key].join(' | ')),
    );

describe('A verification', () => {
  it.each([1, 2, 3, 4])(
    'finds no difference, in whatever order and pieces the lake was loaded (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const keys = await putPieces(lake, randomLines(random, 400), random);
      const refused = { reason: 'a: b', event: { a: 1 }, _ingest: { receivedAt: '2026-11-22T15:00:00Z' } };
      await putLines(lake, 'refused', [refused, refused], 'rejected');
      for (const key of shuffled(keys, random)) {
        if (random() < 0.7) await load(key);
        if (random() < 0.1) await compact();
      }
      await load();
      expect(await unequal()).toEqual([]);
      const { tables, skipped, isEqual } = await verify();
      expect(isEqual).toBe(true);
      expect(tables.map(({ table }) => table)).toEqual(
        expect.arrayContaining([
          'clickstream_events',
          'etl_objects',
          'order_items',
          'orders',
          'rejected_events',
          'sessions',
        ]),
      );
      expect(tables.every(({ rows, rebuiltRows }) => rows === rebuiltRows)).toBe(true);
      expect(skipped.every(({ why }) => why.length > 10)).toBe(true);
    },
  );
});
