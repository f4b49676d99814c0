import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { figuresOf, page } from '../lib/all/page.mjs';
import { isBroken, report, reportAtLeast } from '../lib/report.mjs';

/** Benchmarks of the page, and what each said. */
const BENCHMARKS = [
  { name: 'size', about: 'The tracker' },
  { name: 'etl', about: 'The ETL' },
  { name: 'idle', about: 'Nothing yet' },
];
const ran = (lines: string[]) => ({ date: '2026-11-26', seconds: 200, machine: '2 processors', exitCode: 0, lines });

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0; // a missed figure makes a benchmark fail, and these are made up
});

it('tells a benchmark that missed a limit from one that broke off, whatever that had said before', () => {
  const folder = fileURLToPath(new URL('../lib', import.meta.url));
  const ends = (value: number, then: string) => {
    const text = `import { report } from './report.mjs';
      report({ figure: 'a', value: ${value}, unit: 's', against: 'limit', limit: 1 }); ${then}`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', text], { cwd: folder });
    return isBroken({ exitCode: status });
  };
  expect([ends(1, ''), ends(2, '')]).toEqual([false, false]);
  expect([ends(1, 'throw 1'), ends(2, 'throw 1'), ends(2, 'process.exitCode = 1')]).toEqual([true, true, true]);
});

it('finds every figure that a benchmark reports, and nothing else', () => {
  report({ figure: 'script tag, brotli', value: 5120, unit: 'B', against: 'limit', limit: 5120 });
  reportAtLeast({ figure: 'events/s; all', value: 12.345, unit: '', against: 'old ETL (a | b), at least', limit: 50 });
  said.push('round 1: 10 lines; ratio of nothing');
  expect(figuresOf(said)).toEqual([
    { figure: 'script tag, brotli', value: '5120 B', against: 'limit 5120', ratio: '1.00', isMet: true },
    { figure: 'events/s; all', value: '12.35', against: 'old ETL (a | b), at least 50', ratio: '0.25', isMet: false },
  ]);
});

it('says what is missed before anything else, and what has not run', () => {
  report({ figure: 'size', value: 1, unit: 'B', against: 'limit', limit: 2 });
  reportAtLeast({ figure: 'speed', value: 1, unit: 'a|s', against: 'limit', limit: 2 });
  const text = page(BENCHMARKS, { size: ran(said.slice(0, 1)), etl: ran(said.slice(1)) });
  expect(text).toContain('1 of 2 figures are met.');
  expect(text.indexOf('The ETL: speed')).toBeLessThan(text.indexOf('## The tracker'));
  expect(text).toContain('| speed | 1 a\\|s | limit 2 | 0.50 | **missed** |');
  expect(text).toContain('`npm run bench -- --only etl`, 2026-11-26, 3 minutes.');
  expect(text).toContain('`npm run bench -- --only idle`: not run yet.');
  const small = page(BENCHMARKS, { etl: { ...ran(said.slice(1)), options: '--events 1000' } });
  expect(small).toContain('`npm run bench -- --only etl -- --events 1000`, 2026-11-26, 3 minutes.');
});
