import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
/** `path` and `title`, as often as a line names a test. */
const NAMED_TESTS = /^(`[^`]+` `[^`]+`)(; `[^`]+` `[^`]+`)*$/;

interface Line {
  number: string;
  stand: string;
  test: string;
}

/** What stands between a heading and the next one of its own or a higher level. */
function part(text: string, heading: string): string {
  const level = /^#+/.exec(heading)?.[0].length;
  const [, rest = ''] = text.split(`\n${heading}\n`);
  return rest.split(new RegExp(`\n#{1,${level}} `))[0] ?? '';
}

/** The lines of a table, without its head. */
const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map((line) => {
      const [number = '', , stand = '', test = '', ...more] = line.slice(2, -2).split(' | ');
      if (more.length > 0) throw new Error(`a line of the table has more than four cells: ${line}`);
      return { number, stand, test };
    });

const namedTests = (test: string) => [...test.matchAll(/`([^`]+)` `([^`]+)`/g)].map(([, path, title]) => [path, title]);

const review = part(readFileSync(new URL('docs/security.md', ROOT), 'utf8'), '## OWASP ASVS 4.0.3, level 2');
const open = linesOf(part(review, '### Open: not met, or met without a test'));
const met = linesOf(part(review, '### Met'));
const named = [...open, ...met].flatMap(({ number, test }) =>
  namedTests(test).map(([path = '', title = '']) => ({ number, path, title })),
);

describe('The review in docs/security.md', () => {
  it('has lines of both kinds, each requirement once', () => {
    expect(open.length).toBeGreaterThan(0);
    expect(met.length).toBeGreaterThan(0);
    const numbers = [...open, ...met].flatMap(({ number }) => number.split(', '));
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
    expect(numbers.filter((number) => !/^\d+\.\d+\.\d+(–\d+\.\d+\.\d+)?$/.test(number))).toEqual([]);
  });

  it('names a test for everything that it calls met, and calls nothing met that it calls open', () => {
    expect(met.filter(({ stand, test }) => stand.includes('not met') || !NAMED_TESTS.test(test))).toEqual([]);
    expect(open.filter(({ test }) => test !== 'no test' && !NAMED_TESTS.test(test))).toEqual([]);
  });

  // A title is looked for as it is written in the file: of a test with parameters, with their places.
  it.each(named)('finds for $number in $path: $title', ({ path, title }) => {
    expect(existsSync(new URL(path, ROOT))).toBe(true);
    expect(readFileSync(new URL(path, ROOT), 'utf8')).toContain(title);
  });
});
