import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { runEtl } from '../../src/index.js';
import { lakeLine, putLines } from './events.js';

/** An event as a client sends it, with what the collector adds. */
export type Sent = [event: Record<string, unknown>, ingest?: Record<string, unknown>];

/** A warehouse whose only way in is the real ETL. */
export interface ModelWarehouse extends TestWarehouse {
  /** Loads events in a run of their own. */
  load(...events: Sent[]): Promise<void>;
  /** Empties facts, models and the lake. */
  clear(): Promise<void>;
}

/** What the collector adds at the end of the day on which the tests' events happen. */
export const LATE = { receivedAt: '2026-11-22T23:30:00.000Z', sentAt: '2026-11-22T23:30:00.000Z' };

export async function startModelWarehouse(): Promise<ModelWarehouse> {
  const warehouse = await startTestWarehouse();
  const folder = await mkdtemp(join(tmpdir(), 'footfall-models-'));
  let objects = 0;
  return {
    ...warehouse,
    load: async (...events) => {
      const lake = new FolderLake(folder);
      const key = await putLines(
        lake,
        `load-${++objects}`,
        events.map(([event, ingest]) => lakeLine(event, { ...LATE, ...ingest })),
      );
      const scope = { label: key, prefixes: [key], isExact: true };
      await runEtl({ lake, scope, databaseUrl: warehouse.url('footfall_etl'), logger: pino({ level: 'silent' }) });
    },
    clear: async () => {
      await warehouse.empty();
      await rm(join(folder, 'events'), { recursive: true, force: true });
    },
    stop: async () => {
      await warehouse.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
