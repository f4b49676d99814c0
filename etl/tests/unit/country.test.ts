import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { countryReader } from '../../src/country.js';
import { createEventMapping } from '../../src/events/event-mapping.js';
import { mapEvent } from '../../src/events/map-event.js';
import { lakeLine } from '../helpers/events.js';

const place = { objectKey: 'events/a.json', objectId: 7, lineNumber: 3, modifiedAt: new Date('2026-11-22T16:00:00Z') };
const countryIn = (ingest: Record<string, unknown>) => {
  const row = mapEvent(lakeLine({}, ingest), place, createEventMapping());
  return typeof row === 'string' ? row : row.sender.country;
};
const csv = (kind: string) =>
  readFileSync(createRequire(import.meta.url).resolve(`@ip-location-db/dbip-country/dbip-country-${kind}.csv`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(',') as [string, string, string]);

describe('The country of an address', () => {
  it.each(['ipv4', 'ipv6'])('is what the database says, for its %s ranges', (kind) => {
    const countryOf = countryReader();
    const ranges = csv(kind);
    let checked = 0;
    for (let i = 0; i < ranges.length; i += 97) {
      const [first, last, code] = ranges[i] as [string, string, string];
      // Ranges that are finer than a /24 or a /48 share one with their neighbours.
      const isWhole = kind === 'ipv4' ? first.endsWith('.0') && last.endsWith('.255') : /(:ffff){5}$/.test(last);
      const isSmall = kind === 'ipv6' && !(first.endsWith('::') && (first.match(/[^:]+/g)?.length ?? 0) <= 3);
      if (!isWhole || isSmall || code === 'ZZ') continue;
      checked++;
      expect([first, countryOf(first)]).toEqual([first, code]);
    }
    expect(checked).toBeGreaterThan(2000);
  });

  it('is none for what is no address, or nobody’s', () => {
    const countryOf = countryReader();
    for (const address of [
      '',
      'x',
      '1.2.3',
      '999.1.1.1',
      '127.0.0.1',
      '10.0.0.0',
      '::1',
      'fd00::',
      ':::',
      '1'.repeat(5000),
      5,
      null,
      undefined,
    ])
      expect(countryOf(address)).toBeNull();
    expect(countryOf('::ffff:8.8.8.8')).toBe(countryOf('8.8.8.8'));
  });

  it('is what the collector said, else the address’s, and never that of the shop’s own server', () => {
    expect(countryIn({ sourceIp: '8.8.8.0' })).toBe('US');
    expect(countryIn({ sourceIp: '8.8.8.0', country: 'AT' })).toBe('AT');
    expect(countryIn({ sourceIp: '8.8.8.0', trusted: true })).toBeNull();
    expect(countryIn({})).toBeNull();
  });
});
