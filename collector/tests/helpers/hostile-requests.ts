import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** Put wherever a sender can write; must not come back. */
export const CANARY = 'canary-7f3a';

/** The big list of naughty strings, by Max Woolf. */
export const NAUGHTY: string[] = createRequire(import.meta.url)('big-list-of-naughty-strings');

/** A request as some attacker, broken client or careless shop would send it. */
export interface HostileRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Uint8Array;
  /** Written to the socket instead, where it is no HTTP that a client would send. */
  bytes?: string;
}

const anyString = fc.oneof(
  fc.constantFrom(...NAUGHTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', CANARY, '\0', '\ud800', '\udfff\ud800', '../../etc/passwd'),
);
const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: false },
    fc.constantFrom(null, true, false, 0, -0, 1e308, 5e-324, 2 ** 53, -1),
    anyString,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyString, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const FIELDS = [
  'eventId',
  'eventName',
  'eventTimestamp',
  'clientId',
  'userId',
  'pageUrl',
  'product',
  'order',
  'properties',
  'own',
];
const anyEvent = fc.oneof(
  { weight: 3, arbitrary: fc.record({ eventName: anyString.filter(Boolean), own: anyValue }) },
  { weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), anyValue, { maxKeys: 6 }) },
  { weight: 1, arbitrary: anyValue },
);
const anyEnvelope = fc.record(
  {
    sentAt: anyValue,
    sdk: anyValue,
    common: fc.oneof(anyValue, anyEvent),
    events: fc.array(anyEvent, { maxLength: 5 }),
  },
  { requiredKeys: ['events'] },
);
const jsonText = fc
  .tuple(fc.oneof(anyEvent, fc.array(anyEvent, { maxLength: 5 }), anyEnvelope), fc.constantFrom(0, 0, 0, 2))
  .map(([value, indent]) => JSON.stringify(value, null, indent) ?? '');

/** Text with a few bytes changed, cut out or doubled. */
const broken = fc
  .tuple(
    jsonText,
    fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'cut', 'double')), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, edits]) => edits.reduce(edit, Buffer.from(text)));

function edit(bytes: Buffer, [at, value, how]: [number, number, string]): Buffer {
  if (bytes.length === 0) return bytes;
  const i = at % bytes.length;
  if (how === 'cut') return bytes.subarray(0, i);
  if (how === 'double') return Buffer.concat([bytes, bytes.subarray(i)]);
  const copy = Buffer.from(bytes);
  copy[i] = value;
  return copy;
}

const deep = fc
  .tuple(fc.constantFrom('[', '{"a":'), fc.nat(20_000))
  .map(([open, times]) => Buffer.from(open.repeat(times)));
const BOMB = gzipSync(Buffer.alloc(8 * 1024 * 1024));
const anyBody = fc.oneof(
  { weight: 8, arbitrary: jsonText.map((text) => Buffer.from(text)) },
  { weight: 4, arbitrary: broken },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: deep },
);
const gzipped = fc.oneof(
  { weight: 4, arbitrary: jsonText.map((text) => gzipSync(text)) },
  { weight: 2, arbitrary: fc.tuple(jsonText, fc.nat(40)).map(([text, cut]) => gzipSync(text).subarray(0, -cut - 1)) },
  { weight: 1, arbitrary: fc.constant(BOMB) },
  { weight: 1, arbitrary: anyBody },
);

const headerText = fc
  .oneof(anyString, fc.constantFrom('https://shop.example', 'null', 'Bearer server-secret', 'Bearer a.b.c', CANARY))
  .map((text) => text.replace(/[^\x20-\x7e\x80-\xff]/g, '').trim());
const headers = fc.dictionary(
  fc.constantFrom(
    'origin',
    'user-agent',
    'authorization',
    'x-footfall-key',
    'x-forwarded-for',
    'accept-version',
    'cookie',
  ),
  headerText,
  { maxKeys: 2 },
);
const path = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom('/clickstream', '/v1/events') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/health', '/metrics', '/', '/clickstream/', '/..%2f..', '/%zz', `/${CANARY}`),
  },
  { weight: 1, arbitrary: anyString.map((text) => `/clickstream?key=${encodeURIComponent(text.toWellFormed())}`) },
);
const type = fc.constantFrom(
  'application/json',
  'text/plain;charset=UTF-8',
  'application/json',
  'application/xml',
  'x',
  '',
);

const asHttp = fc
  .record({
    method: fc.oneof(
      { weight: 20, arbitrary: fc.constant('POST') },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'PUT', 'OPTIONS', 'PROPFIND') },
    ),
    path,
    headers,
    type,
    content: fc.oneof(
      { weight: 5, arbitrary: anyBody.map((body) => ({ body, encoding: '' })) },
      { weight: 1, arbitrary: gzipped.map((body) => ({ body, encoding: 'gzip' })) },
      { weight: 1, arbitrary: fc.tuple(anyBody, headerText).map(([body, encoding]) => ({ body, encoding })) },
    ),
  })
  .map(
    ({ method, path, headers, type, content: { body, encoding } }): HostileRequest => ({
      method,
      path,
      headers: { ...headers, ...(type && { 'content-type': type }), ...(encoding && { 'content-encoding': encoding }) },
      body,
    }),
  );

const START_LINES = [
  'POST /clickstream HTTP/1.1',
  'POST /clickstream HTTP/9.9',
  `${CANARY} / HTTP/1.1`,
  'GET',
  '\x16\x03\x01',
];
const asBytes = fc
  .tuple(
    fc.constantFrom(...START_LINES),
    fc.array(
      fc.oneof(
        anyString,
        fc.constantFrom(
          'Host: x',
          'Content-Length: -1',
          'Content-Length: 2',
          'Transfer-Encoding: chunked',
          'Transfer-Encoding: x',
        ),
      ),
      { maxLength: 4 },
    ),
    anyString,
  )
  .map(
    ([start, lines, rest]): HostileRequest => ({
      method: '',
      path: '',
      headers: {},
      bytes: `${start}\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${rest}`,
    }),
  );

/** All of them, in the proportions in which they are interesting. */
export const hostileRequest = fc.oneof({ weight: 30, arbitrary: asHttp }, { weight: 1, arbitrary: asBytes });
