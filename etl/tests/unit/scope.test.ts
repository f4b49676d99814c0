import { describe, expect, it } from 'vitest';
import { scopeOfPayload, toScope } from '../../src/loading/scope.js';

describe('Scopes', () => {
  const now = new Date('2026-11-22T15:20:00Z');
  it.each([
    [{}, ['']],
    [{ source: 'aws.events', 'detail-type': 'Scheduled Event' }, ['']],
    [{ targetUtcHour: '2026-11-22T14' }, ['2026/11/22/14/']],
    [{ targetUtcHour: '2026-11-22-14' }, ['2026/11/22/14/']],
    [{ targetUtcHour: '2026/11/22/14' }, ['2026/11/22/14/']],
    [{ targetUtcHour: 4, targetUtcDate: '2026-11-21' }, ['2026/11/21/04/']],
    [{ targetUtcHour: '2026-11-22T14:00:00Z' }, ['2026/11/22/14/']],
    [{ targetUtcHour: '2026-11-22T14:00:00.000Z' }, ['2026/11/22/14/']],
    [{ targetUtcHour: Date.UTC(2026, 10, 22, 14) }, ['2026/11/22/14/']],
    [{ targetUtcDate: '2026-11-21T23:59:59Z' }, ['2026/11/21/']],
    [{ targetUtcDate: Date.UTC(2026, 10, 21, 14) }, ['2026/11/21/']],
    [{ targetUtcDate: '2026-11-21' }, ['2026/11/21/']],
    [{ hoursBack: 2 }, ['2026/11/22/13/', '2026/11/22/14/', '2026/11/22/15/']],
    [{ overridePrefix: 'events/2026/' }, ['events/2026/']],
    [{ scope: 'all' }, ['']],
    [{ scope: 'hour' }, ['2026/11/22/14/']],
    [{ scope: 'date' }, ['2026/11/22/']],
    [{ scope: 'hour', hoursBack: 3 }, ['2026/11/22/12/']],
    [{ scope: 'day', hoursBack: 16 }, ['2026/11/21/']],
  ])('of the payload %o', (payload, prefixes) => expect(scopeOfPayload(payload, now).prefixes).toEqual(prefixes));

  it('are everything, told so or not', () => {
    expect(toScope({ all: true }, now)).toEqual(toScope({}, now));
  });

  it('since a day are that day and all later ones', () => {
    expect(toScope({ since: '2026-11-20' }, now).prefixes).toEqual(['2026/11/20/', '2026/11/21/', '2026/11/22/']);
  });

  it('of the first hour of a day are still the day before', () => {
    expect(scopeOfPayload({ scope: 'day' }, new Date('2026-11-22T00:05:00Z')).prefixes).toEqual(['2026/11/21/']);
  });

  it.each([
    [{ hour: 'noon' }],
    [{ hour: '2026-11-22' }],
    [{ hour: '2026-11-22T99' }],
    [{ date: '22.11.2026' }],
    [{ date: '2026-13-45' }],
    [{ date: '2026-02-31' }],
    [{ since: '2027-01-01' }],
    [{ hoursBack: -1 }],
    [{ hour: '2026-11-22T15', date: '2026-11-22' }],
    [{ hour: '2026-11-22T15', all: true }],
  ])('that make no sense are refused: %o', (options) => {
    expect(() => toScope(options, now)).toThrow(/UTC|future|hours|one of/);
  });

  it('of a payload with a name that nobody knows are refused', () => {
    expect(() => scopeOfPayload({ hoursback: 3 }, now)).toThrow(/hoursback/);
  });
});
