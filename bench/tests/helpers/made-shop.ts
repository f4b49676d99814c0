import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openSink } from '../../lib/shop/open-sink.mjs';
import { readOptions } from '../../lib/shop/options.mjs';
import { simulate } from '../../lib/shop/simulate.mjs';

/** A line of the lake, as far as tests look into it. */
export interface Line {
  eventId: string;
  eventName: string;
  eventTimestamp: string;
  clientId?: string;
  sessionId?: string;
  sequence?: number;
  userId?: string;
  pageUrl: string;
  pageViewId?: string;
  product?: { id: string; price: number; discountPrice?: number; currency: string };
  order?: { id: string; currency: string; total?: number; items: { quantity: number }[] };
  cart?: { id: string; total: number };
  search?: { query: string; results: number };
  page?: { engagedMs: number };
  properties?: Record<string, unknown>;
  /** Of refused ones. */
  reason?: string;
  event?: unknown;
  _ingest: { receivedAt: string; sentAt: string; userAgent: string; country?: string; trusted?: boolean };
}

/** What a shop wrote. */
export interface MadeShop {
  // biome-ignore lint/suspicious/noExplicitAny: a JSON file, which tests read here and there
  truth: any;
  /** Object by key, packed. */
  objects: Map<string, Buffer>;
  /** Lines below `events/`, in the order of their keys. */
  lines: Line[];
  /** The first line of each event. */
  events: Line[];
  refused: Line[];
}

/** Anomalies often enough that a few thousand events hold each. */
export const LIVELY = [
  ...['--events', '6000', '--days', '12', '--seed', '7', '--end', '2026-11-02T00:00:00Z', '--products', '60'],
  ...[
    '--bots',
    '0.2',
    '--late',
    '0.1',
    '--repeat',
    '0.2',
    '--lost',
    '0.05',
    '--clock-errors',
    '0.2',
    '--invalid',
    '0.02',
  ],
  ...['--objects-per-hour', '2'],
];

/** Lets a shop write a lake in a temporary folder, and reads what it wrote. */
export async function makeShop(args = LIVELY): Promise<MadeShop> {
  const folder = mkdtempSync(join(tmpdir(), 'footfall-shop-'));
  try {
    const options = readOptions(['--to', `lake:${folder}`, ...args]);
    const truth = await simulate(options, await openSink(options));
    const keys = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((key) => key.endsWith('.gz'))
      .sort();
    const objects = new Map(keys.map((key) => [key, readFileSync(join(folder, key))]));
    const lines = linesBelow(objects, 'events/');
    const events = [...new Map([...lines].reverse().map((line) => [line.eventId, line])).values()].reverse();
    return { truth, objects, lines, events, refused: linesBelow(objects, 'rejected/') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function linesBelow(objects: Map<string, Buffer>, prefix: string): Line[] {
  return [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .flatMap(([, body]) => gunzipSync(body).toString().trimEnd().split('\n'))
    .map((line) => JSON.parse(line));
}

/** Counts by a name. */
export function countBy<T>(list: T[], nameOf: (item: T) => string | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of list) {
    const name = nameOf(item);
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
