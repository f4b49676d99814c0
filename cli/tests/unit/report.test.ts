import { describe, expect, it } from 'vitest';
import { toPeriod } from '../../src/report/period.js';
import { age, bar, changeInWords, shareChangeInWords } from '../../src/report/words.js';

const TODAY = '2026-11-25';

describe('The days of a report', () => {
  it.each([
    [{}, { from: '2026-11-18', to: TODAY, full: '2026-11-18..2026-11-24', before: '2026-11-11..2026-11-17' }],
    [
      { from: '2026-11-23' },
      { from: '2026-11-23', to: TODAY, full: '2026-11-23..2026-11-24', before: '2026-11-21..2026-11-22' },
    ],
    [
      { to: '2026-11-10' },
      { from: '2026-11-04', to: '2026-11-10', full: '2026-11-04..2026-11-10', before: '2026-10-28..2026-11-03' },
    ],
    [
      { from: '2026-03-01', to: '2026-03-01' },
      { from: '2026-03-01', to: '2026-03-01', full: '2026-03-01..2026-03-01', before: '2026-02-28..2026-02-28' },
    ],
    [{ from: TODAY }, { from: TODAY, to: TODAY, full: undefined, before: undefined }],
  ])('%o are compared with as many full days before', (options, expected) => {
    const { from, to, full, before } = toPeriod(options, TODAY);
    const text = (days: typeof full) => days && `${days.from}..${days.to}`;
    expect({ from, to, full: text(full), before: text(before) }).toEqual(expected);
  });
});

describe('A change in words', () => {
  it.each([
    [109, 100, '9 % more than in the week before (100)'],
    [50, 100, '50 % less than in the week before (100)'],
    [100, 100, 'as in the week before'],
    [1001, 1000, 'about as in the week before (1,000)'],
    [5, 0, 'none in the week before'],
    [0, 5, '5 in the week before'],
    [-50, 100, '150 % less than in the week before (100)'],
    [0, 0, 'as in the week before'],
  ])('from %i, having been %i', (now, before, words) => {
    expect(changeInWords(now, before, 'the week before')).toBe(words);
  });

  it.each([
    [0.03, 0.02, '1.0 points more than in the week before (2.0 %)'],
    [0.02, 0.02, 'as in the week before'],
    [null, 0.02, '2.0 % in the week before'],
    [0.02, null, 'unknown in the week before'],
  ])('of a share %o, having been %o', (now, before, words) => {
    expect(shareChangeInWords(now, before, 'the week before')).toBe(words);
  });
});

it('a bar is as long as its share, and what is not nothing can be seen', () => {
  expect([0, 0.001, 5, 10].map((value) => bar(value, 10))).toEqual(['', '▏', '█'.repeat(10), '█'.repeat(20)]);
});

it('an age is told in the unit of which there are two', () => {
  expect([0, 1, 59, 120, 7200, 200_000].map(age)).toEqual([
    '0 seconds',
    '1 second',
    '59 seconds',
    '2 minutes',
    '2 hours',
    '2 days',
  ]);
});
