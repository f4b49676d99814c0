import { describe, expect, it } from 'vitest';
import { EVENT_COLUMNS, type EventRow, LAYOUT } from '../../src/events/columns.js';
import { createEventMapping } from '../../src/events/event-mapping.js';
import { mapEvent } from '../../src/events/map-event.js';
import { copyText, storable } from '../../src/loading/copy-text.js';
import { lakeLine } from '../helpers/events.js';

const place = { objectKey: 'events/a.json', lineNumber: 3, modifiedAt: new Date('2026-11-22T16:00:00Z') };
describe('COPY’s text format', () => {
  it('escapes what would end a value or a row, and drops what PostgreSQL cannot store', () => {
    const row = mapEvent(
      lakeLine({ pageTitle: 'a\tb\nc\\d\r\u0000\ud800', properties: { '\u0000k': '\udc00\u0000' } }),
      place,
      createEventMapping(),
    );
    if (typeof row === 'string') throw new Error(row);
    const line = copyText(row);
    expect(line).not.toMatch(/[\n\r\0]/);
    expect(line).toContain('a\\tb\\nc\\\\d\\r\ufffd');
    expect(line).toContain('{"k":"\ufffd"}');
  });

  it('has each column’s value in its place, whatever an event says', () => {
    const said = [{}, { userId: 'u', sessionId: 's' }, { product: { id: 'p', list: 'top' }, search: { query: 'x' } }];
    const lines = [
      ...said,
      { order: { id: 'o', items: [{ id: 'p' }] }, context: { language: 'de' } },
      { properties: { a: 1 } },
    ];
    for (const fields of lines) {
      const row = mapEvent(lakeLine(fields), place, createEventMapping());
      if (typeof row === 'string') throw new Error(row);
      const order = Object.fromEntries(
        Object.keys(LAYOUT).map((part) => [part, Object.keys(row[part as keyof EventRow])]),
      );
      expect(order).toEqual(LAYOUT);
      expect(copyText(row).split('\t')).toHaveLength(EVENT_COLUMNS.length);
    }
  });

  it('leaves ordinary text alone, and nothing empty that was not', () => {
    expect(storable('Grüße 😀')).toBe('Grüße 😀');
    expect([storable(''), storable('\0'), storable('\0\0')]).toEqual(['', '\ufffd', '\ufffd']);
  });
});
