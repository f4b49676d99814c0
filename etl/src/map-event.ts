import { createHash } from 'node:crypto';
import { type Fields, fields, flag, id, integer, number, pick, text } from './coerce.js';
import type { EventRow, Part } from './columns.js';
import { commerceColumns } from './commerce.js';
import { resolveTimes } from './event-time.js';
import { pageColumns } from './page.js';
import type { Device } from './user-agent.js';

/** Where a line stands in the lake. */
export interface LinePlace {
  objectKey: string;
  objectId: number;
  /** 1 for the first. */
  lineNumber: number;
  modifiedAt: Date;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What has columns of its own, also under older names; everything else is kept in `properties`. */
const MAPPED = new Set(
  `eventId event_id eventName event_name eventTimestamp event_timestamp clientId client_id sessionId session_id pageViewId
  page_view_id sequence isFirstVisit is_first_visit site userId user_id userLoginState user_login_state identitySource
  identity_source pageUrl page_url pageTitle page_title referrer product products cart order search element page context
  properties _ingest`.split(/\s+/),
);

/**
 * Maps a line of the lake to a row of the fact table.
 *
 * @param line the parsed line: an event and its `_ingest`, of today's form or of the platform's first Lambdas
 * @returns the row, or the reason why there is none
 */
export function mapEvent(
  line: unknown,
  place: LinePlace,
  readUserAgent: (userAgent: unknown) => Device,
): EventRow | string {
  const event = fields(line);
  const ingest = fields(event._ingest);
  const eventName = text(pick(event, 'eventName', 'event_name'));
  if (eventName === null) return 'eventName: is required';
  const times = resolveTimes({
    eventTimestamp: pick(event, 'eventTimestamp', 'event_timestamp'),
    sentAt: ingest.sentAt,
    receivedAt: ingest.receivedAt,
    modifiedAt: place.modifiedAt,
  });
  const page = pageColumns(event);
  const givenId = pick(event, 'eventId', 'event_id');
  return {
    page,
    identity: identityColumns(event),
    commerce: commerceColumns(event),
    activity: activityColumns(event),
    sender: senderColumns(ingest, readUserAgent),
    core: {
      event_id: eventId(givenId, place),
      event_name: eventName,
      event_timestamp: times.happenedAt,
      received_at: times.receivedAt,
      clock_suspect: times.isSuspect,
      site: text(event.site) ?? page.page_host,
      properties: leftOver(event, isUuid(givenId) ? undefined : givenId || undefined),
      ingest_object: place.objectId,
    },
  };
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** The client's id; one made from it where it is no UUID; without any, one that the same line gives again at a second load. */
function eventId(given: unknown, { objectKey, lineNumber }: LinePlace): string {
  if (isUuid(given)) return given.toLowerCase();
  const isWord = (typeof given === 'string' && given !== '') || typeof given === 'number';
  return isWord ? uuidOf(`id\n${given}`) : derivedId(objectKey, lineNumber);
}

/** An id from where a line was written first. */
export function derivedId(objectKey: string, lineNumber: number): string {
  return uuidOf(`${objectKey}\n${lineNumber}`);
}

/** The same UUID for the same text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  // Version 8 of RFC 9562: a UUID of the maker's own design.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function identityColumns(event: Fields): Part<'identity'> {
  return {
    user_id: text(pick(event, 'userId', 'user_id')),
    user_login_state: text(pick(event, 'userLoginState', 'user_login_state')),
    identity_source: text(pick(event, 'identitySource', 'identity_source')),
    client_id: id(pick(event, 'clientId', 'client_id')),
    session_id: id(pick(event, 'sessionId', 'session_id')),
    is_first_visit: flag(pick(event, 'isFirstVisit', 'is_first_visit')),
    page_view_id: text(pick(event, 'pageViewId', 'page_view_id')),
    sequence: integer(event.sequence),
  };
}

function activityColumns(event: Fields): Part<'activity'> {
  const search = fields(event.search);
  const page = fields(event.page);
  const element = fields(event.element);
  return {
    search_query: text(text(search.query)?.trim()),
    search_results: integer(search.results),
    element: Object.keys(element).length > 0 ? element : null,
    engaged_ms: integer(page.engagedMs),
    scroll_depth: number(page.scrollDepth),
    language: text(fields(event.context).language),
  };
}

/** A trusted event comes from the shop's server: its user agent is no shopper's, and no bot's. */
function senderColumns(ingest: Fields, readUserAgent: (userAgent: unknown) => Device): Part<'sender'> {
  const isTrusted = ingest.trusted === true;
  const device = readUserAgent(isTrusted ? undefined : ingest.userAgent);
  return {
    device_type: device.deviceType,
    browser: device.browser,
    os: device.os,
    country: text(ingest.country),
    is_trusted: isTrusted,
    is_bot: device.isBot,
    bot_reason: device.isBot ? 'user_agent' : null,
  };
}

/** The shop's own fields, what the contract does not know, and an id that is no UUID. */
function leftOver(event: Fields, eventId: unknown): object | null {
  const unknown = Object.keys(event).filter((name) => !MAPPED.has(name));
  if (unknown.length === 0 && !event.properties && eventId === undefined) return null;
  const all = {
    ...Object.fromEntries(unknown.map((name) => [name, event[name]])),
    ...(eventId !== undefined && { eventId }),
    ...fields(event.properties),
  };
  return Object.keys(all).length > 0 ? all : null;
}
