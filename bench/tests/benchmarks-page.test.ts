import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BENCHMARKS as ALL } from '../lib/all/benchmarks.mjs';
import { codeChangedSince, commit } from '../lib/all/code.mjs';
import { figuresOf, saidBy } from '../lib/all/figures.mjs';
import { page } from '../lib/all/page.mjs';
import { scaleFigures } from '../lib/etl/scale-figures.mjs';
import { isBroken, judged, report, reportAtLeast } from '../lib/report.mjs';

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
  expect(text).toContain('1 of 2 figures that have a limit or a peer are missed, of 1 goals; 1 are met.');
  expect(text).toContain('| [The ETL](#the-etl) | speed, limit 2 | 1 of 1 | speed: 1 a\\|s | 0.50 |');
  expect(text.indexOf('speed, limit 2')).toBeLessThan(text.indexOf('## The tracker'));
  expect(text).toContain('| speed | 1 a\\|s | limit 2 | 0.50 | **missed** |');
  expect(text).toContain(
    '`npm run bench -- --only etl`, 2026-11-26, 3 minutes, on machine 1; its commit was not recorded.',
  );
  expect(text).toContain('`npm run bench -- --only idle`: not run yet.');
  const small = page(BENCHMARKS, { etl: { ...ran(said.slice(1)), options: '--events 1000' } });
  expect(small).toContain(
    '`npm run bench -- --only etl -- --events 1000`, 2026-11-26, 3 minutes, on machine 1; its commit was not recorded.',
  );
});

it('says of each section which machine and commit it is of, and whether the code has changed since', () => {
  const old = { ...ran([]), machine: '4 processors', commit: 'abc', changed: '2026-11-28' };
  const text = page(BENCHMARKS, { size: ran([]), etl: old });
  expect(text).toContain('1. Machine 1: 2 processors\n2. Machine 2: 4 processors');
  expect(text).toContain('on machine 2; commit abc. **Older than the code**, which changed on 2026-11-28.');
});

it('knows for every benchmark the code that it measures, and that a result of now is not older', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  for (const { code } of ALL) for (const folder of code) expect(existsSync(`${root}${folder}`), folder).toBe(true);
  expect(codeChangedSince({ commit: commit(), date: '2000-01-01' }, ['etl/src'])).toBeUndefined();
  expect(codeChangedSince({ date: '2000-01-01' }, ['etl/src'])).toMatch(/^\d{4}-\d\d-\d\d$/);
});

it('counts every question above its limit among what is missed, and no slowest one twice', () => {
  const lines = [
    '10000031 events up to 2026-11-24; 2 questions; milliseconds at p95, five at once',
    'question                       7 days  30 days  90 days  filtered',
    'acquisition                       600    499.5     3113  ABOVE',
    'acquisition                       181      400      500  yes',
    'funnel_of                       20.04      200      201  ABOVE',
    'slowest question at 10000031 events, acquisition over 90 days, p95: 3113 ms; below 500; ratio 6.23; MISSED',
    'products: 814 ms; plain query 2897; ratio 0.28; ok',
  ];
  const text = page([{ name: 'questions', about: 'Questions' }], { questions: ran(lines) });
  expect(text).toContain('3 of 10 figures that have a limit or a peer are missed, of 2 goals; 7 are met.');
  expect(text).toMatch(/each question .* below 500 ms .*\| 2 of 6 \| acquisition, 90 days: 3113 ms \| 6\.23 \|/);
  expect(text).toMatch(/each funnel .* below 200 ms .*\| 1 of 3 \| funnel_of, 90 days: 201 ms \| 1\.00 \|/);
  expect(text).toContain('| acquisition | **600** | 499.5 | **3113** | 500 | 6.23 |');
});

it('holds each size of shop against the next smaller one, on whatever day that was measured', () => {
  const run = (events: number, seconds: number) => ({
    ...{ date: '2026-11-27', events, bytes: events * 301 },
    load: { seconds, loaded: events, memory: 400 },
  });
  const figures = scaleFigures({ 50: run(50e6, 4000), 1: run(1e6, 50), 10: run(10e6, 500) }).map(judged);
  const of = (word: string) => figures.filter(({ figure }) => figure.includes(word)).map(({ isMet }) => isMet);
  expect(of('seconds a million')).toEqual([undefined, true, false]);
  expect(of('memory')).toEqual([true, true, true]);
  expect(of('bytes')).toEqual([undefined, false, false]);
  const [small, large] = [run(1e6, 50), run(10e6, 500)];
  const moved = scaleFigures({ 1: { ...small, machine: 'a' }, 10: { ...large, machine: 'b', commit: 'abc' } });
  expect(moved[3]).toMatchObject({
    figure: 'seconds a million events at 10000000 events of 2026-11-27 (abc)',
    against: '1.5 times those at 1000000 on another machine, at most',
  });
});

it('tells faults by kind with the longest of each, and holds what nobody may lose against zero', () => {
  const lines = [
    '18:02:27  — the disk full',
    '{"lost":1,"doubled":0,"wrongly_loaded":0,"hours_out_of_balance":0,"acknowledged":100,"refused":3}',
    '18:04:21 the disk full                                            15.0           0.0           6.6',
    '18:14:55 the disk full                                             1.0           0.5         130.0  a note',
    '18:15:00 all (footfall up), its programs left behind           1.1           0.3           –  PROBLEM',
  ];
  const { figures, tables } = saidBy('product-faults', ran(lines));
  expect(tables.join('\n')).toContain('| the disk full | 2 | 15.0 | 0.5 | 130.0 | 1.08 | **missed** |');
  expect(tables.join('\n')).toContain('| 1 | 1.1 | 0.3 | never | Infinity | **missed** |');
  expect(figures.map(({ isMet }) => isMet)).toEqual([false, true, true, true, false, false]);
});

it('gives a table to figures that have no limit, and judges them neither way', () => {
  const { figures, tables } = saidBy('models', ran(['round 10 of 10; 4 runs killed', '95 passed, 0 failed']));
  expect(figures.map(({ value, isMet }) => [value, isMet])).toEqual([
    ['0', true],
    ['4', undefined],
  ]);
  expect(tables[0]).toContain('| runs killed on the way | 4 | no limit |  |  |');
  const cost = [
    '| events a request | 1 | 10 |',
    '| together | 7.240 | 0.725 |',
    'Beside that USD 5.70 a month, however',
  ];
  expect(saidBy('collector-cost', ran(cost)).figures.map(({ value }) => value)).toEqual([
    '7.24 USD',
    '0.72 USD',
    '5.7 USD',
  ]);
});
