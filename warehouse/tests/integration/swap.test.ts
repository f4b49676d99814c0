import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createSecondSchema, swapSchemas, withClient } from '../../src/index.js';
import { startTestWarehouse, type TestWarehouse } from '../helpers/test-warehouse.js';

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(() => warehouse.stop());

// A lock as autovacuum has it, for longer than an attempt to get past readers waits.
it.each(['public', 'rebuild'])('waits for autovacuum of a table of %s before it keeps readers out', async (schema) => {
  const ownerUrl = warehouse.url('footfall_owner');
  await withClient(ownerUrl, async (owner) => {
    const tables = await createSecondSchema(owner);
    await withClient(ownerUrl, async (vacuum) => {
      await vacuum.query('begin');
      await vacuum.query(`lock table ${schema}.clickstream_events in share update exclusive mode`);
      const onWait = vi.fn();
      const swapped = swapSchemas(owner, { tables, onWait });
      const waiting = () => warehouse.query('select from pg_locks where not granted');
      await expect.poll(waiting).not.toHaveLength(0);
      await sleep(1500); // longer than an attempt
      await withClient(ownerUrl, async (reader) => {
        await reader.query(`set lock_timeout = '1ms'`);
        expect((await reader.query('select from public.clickstream_events')).rowCount).toBe(0);
      });
      await vacuum.query('commit');
      expect(await swapped).toBe(true);
      expect(onWait).not.toHaveBeenCalled();
    });
  });
});
