import { createHash } from 'node:crypto';
import {
  type Coercion,
  type Fields,
  fields,
  flag,
  id,
  integer,
  list,
  number,
  object,
  text,
  trimmed,
} from './coerce.js';
import { type ColumnValue, type EventRow, emptyPart, type Part } from './columns.js';
import { commerceColumns } from './commerce.js';
import type { EventMapping } from './event-mapping.js';
import { resolveTimes } from './event-time.js';
import { CAMPAIGN } from './page.js';
import { namesOf, put, putBeside, type Slots, takeFields, withRest } from './take-fields.js';

/** Where a line stands in the lake. */
export interface LinePlace {
  objectKey: string;
  /** 1 for the first. */
  lineNumber: number;
  modifiedAt: Date;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A text or a number as it is. */
const word: Coercion = (value) => (typeof value === 'string' || typeof value === 'number' ? value : null);

/** Whose an event is. */
const PERSON_SLOTS = {
  user_id: [id, 'userId user_id'],
  client_id: [id, 'clientId client_id'],
  session_id: [id, 'sessionId session_id'],
} satisfies Record<string, [Coercion, string]>;
const PERSON = namesOf(PERSON_SLOTS);

/** The event's own fields; what is in none of them stays in `properties`. */
const EVENT_SLOTS = {
  eventId: [word, 'eventId event_id'],
  eventName: [id, 'eventName event_name'],
  eventTimestamp: [word, 'eventTimestamp event_timestamp'],
  site: [text, 'site'],
  pageUrl: [text, 'pageUrl page_url'],
  pageTitle: [text, 'pageTitle page_title'],
  referrer: [text, 'referrer'],
  product: [object, 'product'],
  products: [list, 'products'],
  cart: [object, 'cart'],
  order: [object, 'order'],
  search: [object, 'search'],
  element: [object, 'element'],
  page: [object, 'page'],
  context: [object, 'context'],
  properties: [object, 'properties'],
  _ingest: [object, '_ingest'],
  ...PERSON_SLOTS,
  user_login_state: [text, 'userLoginState user_login_state'],
  identity_source: [text, 'identitySource identity_source'],
  is_first_visit: [flag, 'isFirstVisit is_first_visit'],
  page_view_id: [id, 'pageViewId page_view_id'],
  sequence: [integer, 'sequence'],
} satisfies Record<string, [Coercion, string]>;
const EVENT = namesOf(EVENT_SLOTS);
type EventSlots = Slots<keyof typeof EVENT_SLOTS>;
const NO_EVENT = Object.fromEntries(Object.keys(EVENT_SLOTS).map((slot) => [slot, null])) as EventSlots;

const SEARCH = namesOf({
  search_query: [trimmed, 'query search_query searchQuery'],
  search_results: [integer, 'results search_results searchResults'],
});
const PAGE = namesOf({
  engaged_ms: [integer, 'engagedMs engaged_ms'],
  scroll_depth: [number, 'scrollDepth scroll_depth'],
});
const CONTEXT = namesOf({
  language: [text, 'language'],
  timezone: [text, 'timezone'],
  viewport: [text, 'viewport'],
  screen: [text, 'screen'],
  connection: [text, 'connection'],
  product: [object, 'product'],
});
/** What stood beside the event's name in what the platform's first Lambdas wrote. */
const FLAT_ACTIVITY = namesOf({
  search_query: [trimmed, 'search_query searchQuery'],
  search_results: [integer, 'search_results searchResults'],
  engaged_ms: [integer, 'engaged_ms engagedMs'],
  scroll_depth: [number, 'scroll_depth scrollDepth'],
});
const FLAT_CONTEXT = namesOf({ language: [text, 'language'] });

const noActivity = emptyPart('activity');

/**
 * Maps a line of the lake to a row of the fact table. Nothing that a line says is lost on the way: what has no column, or
 * does not fit its column's type, is in the row's `properties` under its own path.
 *
 * @param line the parsed line: an event and its `_ingest`, of today's form or of the platform's first Lambdas
 * @returns the row, or the reason why there is none
 */
export function mapEvent(line: unknown, place: LinePlace, mapping: EventMapping): EventRow | string {
  const event: EventSlots = { ...NO_EVENT };
  const left = takeFields(EVENT, fields(line), event);
  if (event.eventName === null) return 'eventName: is required';
  const ingest = fields(event._ingest);
  const context: Slots<'product'> & Part<'context'> = { ...NO_CONTEXT };
  let contextRest = takeFields(CONTEXT, fields(event.context), context);
  const commerce = commerceColumns(event, object(context.product), left);
  if (commerce.contextRest) contextRest = put(contextRest, 'product', commerce.contextRest);
  const activity = noActivity();
  const page = mapping.readPage(event.pageUrl as string | null, event.referrer as string | null);
  page.page_title = event.pageTitle;
  let rest = activityColumns(event, activity, commerce.rest);
  if (contextRest) rest = put(rest, 'context', contextRest);
  if (rest) rest = takeFields(CAMPAIGN, rest, page);
  if (rest) rest = takeFields(FLAT_CONTEXT, rest, context);
  const times = resolveTimes({
    eventTimestamp: event.eventTimestamp,
    sentAt: ingest.sentAt,
    receivedAt: ingest.receivedAt,
    modifiedAt: place.modifiedAt,
  });
  if (event.eventTimestamp !== null && !times.isClientTime)
    rest = putBeside(rest, 'eventTimestamp', event.eventTimestamp);
  if (event.eventId !== null && !isUuid(event.eventId)) rest = putBeside(rest, 'eventId', event.eventId);
  return {
    page,
    identity: identityColumns(event),
    commerce: commerce.columns,
    activity,
    context: contextColumns(context),
    sender: mapping.readSender(ingest),
    core: {
      event_id: eventId(event.eventId, place),
      event_timestamp: times.happenedAt,
      event_name: event.eventName,
      received_at: times.receivedAt,
      clock_suspect: times.isSuspect,
      site: event.site ?? page.page_host,
      properties: withRest(object(event.properties), rest),
    },
  };
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** The client's id; one made from it where it is no UUID; without any, one that the same line gives again at a second load. */
function eventId(given: ColumnValue, { objectKey, lineNumber }: LinePlace): string {
  if (isUuid(given)) return given.toLowerCase();
  return given === null ? derivedId(objectKey, lineNumber) : uuidOf(`id\n${given}`);
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

/** Whose an event is, as its row will have it. */
export function personOf(event: unknown): Slots<keyof typeof PERSON_SLOTS> {
  const person = { user_id: null, client_id: null, session_id: null };
  takeFields(PERSON, fields(event), person);
  return person;
}

function identityColumns(event: EventSlots): Part<'identity'> {
  return {
    user_id: event.user_id,
    user_login_state: event.user_login_state,
    identity_source: event.identity_source,
    client_id: event.client_id,
    session_id: event.session_id,
    is_first_visit: event.is_first_visit,
    page_view_id: event.page_view_id,
    sequence: event.sequence,
  };
}

/** Fills the columns of searches, clicks and page ends. @returns what is left of the event */
function activityColumns(event: EventSlots, activity: Part<'activity'>, eventRest: Fields | null): Fields | null {
  let rest = eventRest;
  const searchRest = event.search && takeFields(SEARCH, event.search as Fields, activity);
  const pageRest = event.page && takeFields(PAGE, event.page as Fields, activity);
  const element = object(event.element);
  if (element && Object.keys(element).length > 0) activity.element = element;
  if (rest) rest = takeFields(FLAT_ACTIVITY, rest, activity);
  if (searchRest) rest = put(rest, 'search', searchRest);
  if (pageRest) rest = put(rest, 'page', pageRest);
  return rest;
}

const NO_CONTEXT = { ...emptyPart('context')(), product: null };

function contextColumns({ language, timezone, viewport, screen, connection }: Part<'context'>): Part<'context'> {
  return { language, timezone, viewport, screen, connection };
}
