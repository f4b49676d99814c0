import { describe, expect, it } from 'vitest';
import { resolveTimes } from '../../src/events/event-time.js';

describe('Event times', () => {
  const receivedAt = '2026-11-22T15:00:00.000Z';
  const modifiedAt = new Date('2026-11-22T15:30:00Z');
  it.each([
    [
      'the client’s time counts',
      { eventTimestamp: '2026-11-22T14:59:00.000Z', sentAt: '2026-11-22T14:59:59.000Z' },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      '30 s are the network’s delay',
      { eventTimestamp: '2026-11-22T14:59:00.000Z', sentAt: '2026-11-22T14:59:30.000Z' },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'a clock a day ahead is put right',
      { eventTimestamp: '2026-11-23T14:59:00.000Z', sentAt: '2026-11-23T15:00:00.000Z' },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'a clock a year behind is put right',
      { eventTimestamp: '2025-11-22T14:59:00.000Z', sentAt: '2025-11-22T15:00:00.000Z' },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'an event from offline keeps its day',
      { eventTimestamp: '2026-11-20T10:00:00.000Z', sentAt: receivedAt },
      '2026-11-20T10:00:00.000Z',
      false,
    ],
    [
      'a day that its month lacks is the next month’s',
      { eventTimestamp: '2026-09-31T10:00:00.000Z', sentAt: receivedAt },
      '2026-10-01T10:00:00.000Z',
      false,
    ],
    [
      '24 o’clock is the next day’s beginning',
      { eventTimestamp: '2026-11-21T24:00:00.000Z', sentAt: receivedAt },
      '2026-11-22T00:00:00.000Z',
      false,
    ],
    ['a missing time is the receipt', { sentAt: receivedAt }, receivedAt, false],
    ['a missing sending time is the receipt', { eventTimestamp: '2026-11-20T10:00:00.000Z' }, receivedAt, false],
    ['the future is suspect', { eventTimestamp: '2026-11-22T15:06:00.000Z', sentAt: receivedAt }, receivedAt, true],
    ['91 days ago is suspect', { eventTimestamp: '2026-08-23T14:00:00.000Z', sentAt: receivedAt }, receivedAt, true],
    [
      'the year 40000 is suspect',
      { eventTimestamp: '+040000-01-01T00:00:00.000Z', sentAt: receivedAt },
      receivedAt,
      true,
    ],
    ['what is no time is suspect', { eventTimestamp: 'item 3', sentAt: receivedAt }, receivedAt, true],
    [
      'milliseconds as a text count',
      { eventTimestamp: String(Date.UTC(2026, 10, 22, 14, 59)), sentAt: receivedAt },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'seconds count',
      { eventTimestamp: Date.UTC(2026, 10, 22, 14, 59) / 1000, sentAt: receivedAt },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'a time without seconds counts',
      { eventTimestamp: '2026-11-22T15:59+01:00', sentAt: receivedAt },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'a time without a zone is UTC',
      { eventTimestamp: '2026-11-22 14:59:00', sentAt: receivedAt },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
  ])('%s', (_why, given, happenedAt, isSuspect) => {
    expect(
      resolveTimes({ eventTimestamp: undefined, sentAt: undefined, receivedAt, modifiedAt, ...given }),
    ).toMatchObject({
      happenedAt,
      receivedAt,
      isSuspect,
    });
  });

  it('of objects without a receipt are the payload’s, then the object’s', () => {
    const none = { sentAt: undefined, receivedAt: undefined, modifiedAt };
    expect(resolveTimes({ ...none, eventTimestamp: '2026-01-02T03:04:05Z' }).happenedAt).toBe(
      '2026-01-02T03:04:05.000Z',
    );
    expect(resolveTimes({ ...none, eventTimestamp: undefined }).happenedAt).toBe('2026-11-22T15:30:00.000Z');
    expect(resolveTimes({ ...none, eventTimestamp: '9998-01-01T00:00:00Z' })).toMatchObject({
      happenedAt: '2026-11-22T15:30:00.000Z',
      receivedAt: '2026-11-22T15:30:00.000Z',
      isSuspect: true,
    });
  });
});
