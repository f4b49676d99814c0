import { parseJson } from '@footfall/lake/parse-json';
import { type Fields, fields } from '../events/coerce.js';

/** What became of a refused event: nothing yet, or the outcome of its last retry. */
export type RefusedState = 'open' | 'accepted' | 'refused' | 'dropped';

/** A line that was refused, as the ledger knows it. */
export interface RefusedLine {
  id: string;
  /** Who refused it: the collector (it lies below `rejected/`) or the ETL. */
  by: 'collector' | 'etl';
  reason: string;
  eventName: string | null;
  receivedAt: Date;
  state: RefusedState;
  /** Why it was refused again. */
  retryReason: string | null;
  /** The object and line where it stands now. */
  objectKey: string;
  lineNumber: number;
  /** Where it stood first; names it for ever. */
  originKey: string;
  originLine: number;
}

/** A refused line with its content from the lake. */
export interface RefusedEvent extends RefusedLine {
  /** The event as it was sent; undefined where the line is no JSON. */
  event: unknown;
  ingest: Fields;
  /** The whole line. */
  text: string;
}

/** Takes a line apart: the collector's quarantine has the event beside its reason, the lake's own lines are the event. */
export function parseRefused(line: RefusedLine, text: string): RefusedEvent {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return { ...line, event: undefined, ingest: {}, text };
  }
  const { _ingest, ...event } = fields(value);
  const isOurs = line.by === 'collector' && 'event' in event;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return { ...line, event: isOurs ? event.event : isObject ? event : value, ingest: fields(_ingest), text };
}
