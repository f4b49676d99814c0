import { describe, expect, it } from 'vitest';
import { every, limit, port, sizeInBytes } from '../../src/options.js';

describe('Options', () => {
  it('read times between runs', () => {
    expect(['60s', '5m', '1h', 'off'].map(every)).toEqual([60_000, 300_000, 3_600_000, 0]);
    for (const wrong of ['', '60', '0s', '-1s', '1d', 'soon']) expect(() => every(wrong)).toThrow(/60s, 5m or 1h/);
  });

  it('read sizes', () => {
    expect(['1KiB', '64MiB'].map(sizeInBytes)).toEqual([1024, 67_108_864]);
    for (const wrong of ['', '64', '64MB', '0MiB', '1GiB', '-1MiB']) expect(() => sizeInBytes(wrong)).toThrow(/64MiB/);
  });

  it('read limits', () => {
    expect(limit('10')).toBe(10);
    for (const wrong of ['', '0', '1.5', 'all']) expect(() => limit(wrong)).toThrow(/from 1/);
  });

  it('read ports', () => {
    expect(port('8787')).toBe(8787);
    for (const wrong of ['', '0', '65536', '80.5', 'http']) expect(() => port(wrong)).toThrow(/1 to 65535/);
  });
});
