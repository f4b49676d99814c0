import { describe, expect, it } from 'vitest';
import { lakeRange } from '../../src/lake-range.js';

describe('A range of the lake', () => {
  it.each([
    [{}, ['']],
    [{ hour: '2026-11-22T15' }, ['2026/11/22/15/']],
    [{ hour: '2026-11-22T23..2026-11-23T01' }, ['2026/11/22/23/', '2026/11/23/00/', '2026/11/23/01/']],
    [{ hour: '2026-11-22T23..2026-11-24T00' }, ['2026/11/22/23/', '2026/11/23/', '2026/11/24/00/']],
    [{ day: '2026-02-28..2026-03-01' }, ['2026/02/28/', '2026/03/01/']],
  ])('%o is %o', (options, prefixes) => expect(lakeRange(options).prefixes).toEqual(prefixes));

  it('ends before the hour or day after its last', () => {
    expect(lakeRange({ day: '2026-11-20..2026-11-22' }).received).toEqual({
      from: new Date('2026-11-20T00:00:00Z'),
      to: new Date('2026-11-23T00:00:00Z'),
    });
    expect(lakeRange({}).received).toBeUndefined();
  });

  it.each([
    [{ hour: '2026-11-22T15', day: '2026-11-22' }],
    [{ day: 'today' }],
    [{ day: '2026-02-31' }],
    [{ day: '2026-11-22..' }],
    [{ day: '2026-11-22..2026-11-21' }],
    [{ day: '2026-11-22..2026-11-23..2026-11-24' }],
    [{ day: '1970-01-01..2026-01-01' }],
    [{ hour: '2026-11-22T24' }],
    [{ hour: '2026-11-22' }],
  ])('that makes no sense is refused: %o', (options) =>
    expect(() => lakeRange(options)).toThrow(/UTC|not both|ends|longer/),
  );
});
