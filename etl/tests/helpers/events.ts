import { gzipSync } from 'node:zlib';
import type { Lake } from '@footfall/lake';

let count = 0;

/** A UUID of its own for each call. */
export const newId = () => `0199c0de-0000-7000-8000-${String(++count).padStart(12, '0')}`;

const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** A line of the lake as the collector writes it. */
export function lakeLine(
  event: Record<string, unknown>,
  ingest: Record<string, unknown> = {},
): Record<string, unknown> {
  const at = '2026-11-22T15:00:00.000Z';
  return {
    eventId: newId(),
    eventName: 'page_view',
    eventTimestamp: at,
    clientId: 'client-1',
    sessionId: 'session-1',
    pageUrl: 'https://shop.example/',
    ...event,
    _ingest: {
      receivedAt: at,
      sentAt: at,
      userAgent: AGENT,
      method: 'POST',
      path: '/clickstream',
      requestId: 'r',
      ...ingest,
    },
  };
}

/** Puts lines as one gzip NDJSON object, as the collector does. @returns its key */
export async function putLines(lake: Lake, name: string, lines: unknown[], root = 'events'): Promise<string> {
  const key = `${root}/2026/11/22/15/${name}.ndjson.gz`;
  await lake.put(
    key,
    gzipSync(`${lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')}\n`),
  );
  return key;
}
