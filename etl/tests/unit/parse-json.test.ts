import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../lake/src/parse-json.js';

describe('parseJson', () => {
  it.each([
    ['12345678901234567890', '12345678901234567890'],
    ['{"id":9007199254740993,"n":9007199254740991}', { id: '9007199254740993', n: 9007199254740991 }],
    ['[-9007199254740993]', ['-9007199254740993']],
    ['{"1234567890123456789":"a \\" 12345678901234567890"}', { '1234567890123456789': 'a " 12345678901234567890' }],
    ['[0.5000000000000000001, 12345678901234567890e-1]', [0.5, Number('1234567890123456789')]],
    ['[1e400]', [Number.POSITIVE_INFINITY]],
  ])('gives %s with every digit of a whole number, and all else as it is', (json, value) => {
    expect(parseJson(json)).toEqual(value);
  });

  it('is JSON.parse for whatever has no such number', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), fc.maxSafeInteger(), (json, text, number) => {
        const whole = `[${json},${JSON.stringify(text)},${number},"1234567890123456"]`;
        expect(parseJson(whole)).toEqual(JSON.parse(whole));
      }),
    );
    expect(() => parseJson('{"a":1234567890123456')).toThrow(SyntaxError);
  });
});
