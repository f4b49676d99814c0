import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Batch, readBatch } from '../../src/body.js';
import { HttpError } from '../../src/http.js';
import { sortEvents } from '../../src/lines.js';

/** Enough for each way through the collector to be taken hundreds of times; `AS_SENT_BODIES` asks for more. */
const BODIES = Number(process.env.AS_SENT_BODIES ?? 10_000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

/** Keys as they stand between quotes, with escapes that spell a name in another way. */
const key = fc.constantFrom(
  ...['eventName', 'own', 'a', 'userId', 'pageUrl', 'products', 'properties', '_ingest'],
  ...['events', 'common', 'sentAt', '__proto__', 'constructor', '\\u0000', '\\ud800', '\\"', '\\\\'],
  ...['e\\u0076ents', 'comm\\u006fn', 'eventN\\u0061me', '_ing\\u0065st', '\\u005f_proto__'],
);
const scalar = fc.constantFrom(
  ...['1', '-0', '1e400', '12345678901234567890', 'null', 'true', '{}', '[]'],
  ...['"x"', '""', '"\\\\"', '"}\\""', '"],["', '"\\ud800"', '"\\u0000"', '"é😀"'],
);
const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n');
const member = (value: fc.Arbitrary<string>, name: fc.Arbitrary<string> = key) =>
  fc.tuple(name, value, space).map(([name, value, space]) => `${space}"${name}"${space}:${space}${value}${space}`);
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values}]`),
    fc.array(member(tie('value')), { maxLength: 4 }).map((members) => `{${members}}`),
  ),
})).value;
const event = fc.oneof(
  { weight: 4, arbitrary: members(member(value), fc.constantFrom([], ['"eventName":"n"'], ['"eventName" : "n"'])) },
  { weight: 1, arbitrary: value },
);
const common = members(member(scalar), fc.constantFrom(['"clientId":"c"'], ['"_ingest":1']));
const events = fc
  .array(
    fc.tuple(space, event, space).map((parts) => parts.join('')),
    { maxLength: 4 },
  )
  .map((all) => `[${all}]`);
const envelope = fc
  .array(
    fc.oneof(
      member(events, fc.constantFrom('events', 'events', 'events', 'e\\u0076ents')),
      member(fc.oneof(common, event), fc.constantFrom('common', 'common', 'common', 'comm\\u006fn')),
      member(value),
    ),
    { maxLength: 5 },
  )
  .map((all) => `{${all}}`);
const body = fc
  .tuple(fc.constantFrom('', '', '\ufeff'), space, fc.oneof(event, events, envelope, envelope), space)
  .map((parts) => parts.join(''));

function members(one: fc.Arbitrary<string>, first: fc.Arbitrary<string[]>): fc.Arbitrary<string> {
  return fc.tuple(first, fc.array(one, { maxLength: 4 }), space).map(([a, b, end]) => `{${[...a, ...b]}${end}}`);
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the contract says of a body's forms, in the plainest words. */
function meant(parsed: unknown): { events: unknown[]; common: Fields } {
  if (Array.isArray(parsed)) return { events: parsed, common: {} };
  const envelope = parsed as Fields;
  if (!Object.hasOwn(envelope, 'events') || Object.hasOwn(envelope, 'eventName'))
    return { events: [envelope], common: {} };
  return { events: envelope.events as unknown[], common: isObject(envelope.common) ? envelope.common : {} };
}

const withoutIngest = ({ _ingest, ...rest }: Fields) => rest;
/** To compare by: JSON says `__proto__`, -0 and halves of surrogates as they are, and the order of keys means nothing. */
const inOrder = (fields: Fields) =>
  Object.entries(fields)
    .map(([name, value]) => [name, JSON.stringify(value)])
    .sort();
/** A line without what we added, so that an `_ingest` of the client's own would show. */
const withoutTail = (line: string) => JSON.parse(`${line.slice(0, line.lastIndexOf(',"_ingest":'))}}`) as Fields;
const linesIn = (pieces: Uint8Array[]) => Buffer.concat(pieces).toString().split('\n').slice(0, -1);

async function read(text: string): Promise<Batch | undefined> {
  const request = { method: 'POST', path: '/', query: {}, headers: {}, requestId: 'r' };
  try {
    return (await readBatch({ ...request, readBody: () => Buffer.from(text) })).batch;
  } catch (error) {
    expect(error).toBeInstanceOf(HttpError);
    return undefined;
  }
}

it('A line of the lake says what JSON.parse reads from the body, however the body is written', async () => {
  const seen = { found: 0, accepted: 0, refused: 0, unread: 0 };
  const property = fc.asyncProperty(body, async (text) => {
    const batch = await read(text);
    if (!batch) return void seen.unread++;
    const { events, common } = meant(JSON.parse(text.replace(/^\ufeff/, '')));
    const ingest = { receivedAt: 'now', method: 'POST', path: '/', requestId: 'r' };
    const sorted = sortEvents(batch, ingest);
    const refused = new Set(sorted.answer.map(({ index }) => index));
    const wanted = events.filter((_, index) => !refused.has(index));
    const lines = linesIn(sorted.events);
    expect(lines).toHaveLength(wanted.length);
    expect(sorted.accepted).toBe(wanted.length);
    lines.forEach((line, i) => {
      expect((JSON.parse(line) as Fields)._ingest).toEqual(ingest);
      expect(inOrder(withoutTail(line))).toEqual(inOrder(withoutIngest({ ...common, ...(wanted[i] as Fields) })));
    });
    const quarantined = linesIn(sorted.rejected).map((line) => JSON.parse(line) as Fields);
    expect(quarantined.map(({ reason }) => reason)).toEqual(sorted.answer.map(({ reason }) => reason));
    for (const [i, { event }] of quarantined.entries()) {
      const sent = events[sorted.answer[i]?.index as number];
      const whole = isObject(sent) ? withoutIngest({ ...common, ...sent }) : { sent };
      expect(inOrder(isObject(event) ? event : { sent: event })).toEqual(inOrder(whole));
    }
    if (batch.raw) seen.found += lines.length;
    seen.accepted += lines.length;
    seen.refused += quarantined.length;
  });
  await fc.assert(property, { numRuns: BODIES, seed: SEED });
  // A generator that no longer made good events would find nothing wrong.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(BODIES / 100);
});
