import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/lines/read-lines.js';

const valueOrReason = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return 'line: is not JSON';
  }
};

describe('Objects', () => {
  const linesOf = async (key: string, body: Readable | Buffer) => {
    const found: unknown[] = [];
    for await (const lines of readLines(key, body))
      found.push(...lines.map((line) => ('reason' in line ? line.reason : line.value)));
    return found;
  };
  /** As a stream, and whole: both ways must find the same. */
  const read = async (key: string, body: string | Buffer) => {
    const bytes = Buffer.from(body);
    const streamed = await linesOf(key, Readable.from([bytes]));
    expect(await linesOf(key, bytes)).toEqual(streamed);
    return streamed;
  };

  it('are read as NDJSON, gzip or not, one event, or an array', async () => {
    expect(await read('a.ndjson.gz', gzipSync('{"a":1}\n{"a":2}'))).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await read('a.ndjson', '{"a":1}\n\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await read('a.json', '{\n "a": 1\n}\n')).toEqual([{ a: 1 }]);
    expect(await read('a.json', '[{"a":1},{"a":2}]')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await read('a.json', '{"a":1}\n{"a":2}')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('are UTF-8, with a byte order mark or without, also where it is broken', async () => {
    expect(await read('a.ndjson.gz', gzipSync('\ufeff{"a":"é€😀"}\r\n{"a":1}'))).toEqual([{ a: 'é€😀' }, { a: 1 }]);
    const broken = Buffer.from([
      ...Buffer.from('{"a":"'),
      0xe2,
      0x82,
      ...Buffer.from('"}\n{"a":"'),
      0xff,
      ...Buffer.from('"}'),
    ]);
    expect(await read('a.ndjson', broken)).toEqual([{ a: '\ufffd' }, { a: '\ufffd' }]);
  });

  it('say of each line what JSON says of it, whatever the lines before it ended with', async () => {
    const part = fc.constantFrom('{', '}', '[', '"a":1', '"_ingest":', '{"x":1}', ',', '1', '"', ' ', '"_ingest":1,');
    const odd = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    const head = fc.oneof(odd, fc.constantFrom('{', '{"a":1', '{"_ingest":5,"a":1', '{"a":{"b":1', '[1', '{"a":"é'));
    const tail = fc.constantFrom(
      ',"_ingest":{"x":1}}',
      ',"_ingest":{"x":2}}',
      ',"_ingest":3}}',
      '}',
      ',"_ingest":{"x":"é"}}\r',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(head, tail), { maxLength: 6 }), async (pairs) => {
        const lines = pairs.map((pair) => pair.join(''));
        const told = lines.filter((line) => line.trim() !== '').map(valueOrReason);
        expect(await read('a.ndjson', lines.join('\n'))).toEqual(told);
      }),
      { numRuns: 1000 },
    );
  });

  it('give their good lines, and a reason for each bad one', async () => {
    expect(await read('a.ndjson', '{"a":1}\nnot json\n{"a":2}')).toEqual([{ a: 1 }, 'line: is not JSON', { a: 2 }]);
    const whole = gzipSync(`${JSON.stringify({ a: 1 })}\n`.repeat(5000));
    const cut = await read('a.ndjson.gz', whole.subarray(0, whole.length - 20));
    expect(cut.at(-1)).toMatch(/^object: /);
    expect(await read('a.ndjson.gz', 'no gzip')).toEqual([expect.stringMatching(/^object: /)]);
  });

  it('that are too long cost themselves only, wherever they stand', async () => {
    const long = `{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`;
    const tooLong = expect.stringMatching(/^line: has more than/);
    const all = await read('a.ndjson.gz', gzipSync(`{"a":1}\n${long}\n{"a":2}\n${long}\n${long}\n{"a":3}\n${long}`));
    expect(all).toEqual([{ a: 1 }, tooLong, { a: 2 }, tooLong, tooLong, { a: 3 }, tooLong]);
  });
});
