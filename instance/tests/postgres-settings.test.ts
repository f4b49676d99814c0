import { describe, expect, it } from 'vitest';
import { postgresSettings } from '../src/postgres-settings.js';

const GIB = 1024 ** 3;
const settingsOf = (memoryBytes: number, processors = 2) =>
  Object.fromEntries(
    postgresSettings({ memoryBytes, processors })
      .trim()
      .split('\n')
      .map((line) => line.split(' = ')),
  );

describe('the settings that are made from memory', () => {
  it('give a quarter to PostgreSQL and count on half for the system', () => {
    expect(settingsOf(4 * GIB)).toMatchObject({ shared_buffers: '1024MB', effective_cache_size: '2048MB' });
  });

  it('let all connections sort at once without taking more than a quarter', () => {
    for (const memory of [2, 4, 16, 64]) {
      const { work_mem, max_connections } = settingsOf(memory * GIB);
      expect(Number.parseInt(work_mem ?? '', 10) * Number(max_connections)).toBeLessThanOrEqual((memory * 1024) / 4);
    }
  });

  it('stay the same when the kernel keeps a few megabytes more for itself', () => {
    expect(settingsOf(3.91 * GIB)).toEqual(settingsOf(3.9 * GIB));
  });

  it('do not go below what a warehouse needs, nor above what gains nothing', () => {
    expect(settingsOf(0.4 * GIB)).toEqual(settingsOf(1 * GIB));
    expect(settingsOf(256 * GIB)).toMatchObject({ shared_buffers: '8192MB', maintenance_work_mem: '1024MB' });
  });
});
