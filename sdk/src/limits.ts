/**
 * Every limit of the tracker, each with its unit and why it has this value.
 * What an event may hold is the contract's business: `@footfall/contract`.
 */

const KIBIBYTE = 1024;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Most events in one request. The collector takes 500; 50 keep one send, and one loss of a connection, small. */
export const BATCH_EVENTS = 50;

/** Largest body in characters (one larger event excepted). Browsers allow 64 KiB of keepalive bodies in flight. */
export const BATCH_CHARS = 56 * KIBIBYTE;

/** Events waiting in this many characters are sent at once instead of at the next interval, so that a body never has to be cut. */
export const FLUSH_AT_CHARS = 24 * KIBIBYTE;

/** Milliseconds from an event to its batch. Nothing is at risk meanwhile, the event is stored; five seconds make few requests. */
export const FLUSH_INTERVAL_MS = 5 * SECOND;

/** Milliseconds to the first batch when an earlier page left events: soon, but after the page's own start. */
export const BACKLOG_DELAY_MS = 1 * SECOND;

/** Bytes that may be under way with keepalive at once, by the Fetch standard. */
export const KEEPALIVE_BYTES = 64 * KIBIBYTE;

/** Characters that stay below that budget in any script, three bytes each: the browser refuses what exceeds it. */
export const KEEPALIVE_CHARS = 20 * KIBIBYTE;

/** Most events that wait on the device: some 20 visits without any network. */
export const QUEUE_EVENTS = 2000;

/** Most characters that the tracker uses of the site's localStorage (about 5 Mi characters), and again in memory. */
export const QUEUE_CHARS = 256 * KIBIBYTE;

/** Share of it that events of each lane may fill, so that a flood of clicks leaves room for the purchase after it. */
export const ROOM: readonly number[] = [0.5, 0.7, 0.9, 1];

/** Share of the waiting events that are given up at once where there is no room: more than comes until the next look. */
export const GIVEN_UP = 0.2;

/**
 * Characters that a tab adds before it looks again at what other tabs have stored, beside each time it sends. Looking
 * takes 10 µs an event, and only tabs that all report hundreds of events within seconds store too much meanwhile.
 */
export const TIDY_EVERY_CHARS = 96 * KIBIBYTE;

/** Characters of an event that are stored as they are; a longer one is made to fit the contract first. */
export const PLAIN_CHARS = 8 * KIBIBYTE;

/** Milliseconds that an event waits before it is given up. Browsers that limit script storage keep it for seven days or less. */
export const QUEUE_AGE_MS = 30 * DAY;

/** Milliseconds after which a page's context, to which no waiting event points, may be cleared away by another tab. */
export const CONTEXT_AGE_MS = 10 * MINUTE;

/** First and longest wait in milliseconds between tries; the wait is drawn from 0 to the current bound (full jitter). */
export const BACKOFF_BASE_MS = 1 * SECOND;
export const BACKOFF_CAP_MS = 60 * SECOND;

/** Longest `Retry-After` in milliseconds that is believed: a wrong header must not silence a browser for days. */
export const RETRY_AFTER_CAP_MS = 60 * MINUTE;

/** Milliseconds until an unanswered request counts as failed, so that one dead connection does not hold the queue. */
export const REQUEST_TIMEOUT_MS = 30 * SECOND;

/** Milliseconds for which a tab that sends says so to the others. Longer than a request may take. */
export const TURN_MS = REQUEST_TIMEOUT_MS + 5 * SECOND;

/** The same for a tab that is hidden: its request is short, and it may end without a word. */
export const LEAVING_TURN_MS = 2 * SECOND;

/** Milliseconds until another tab's write to localStorage has surely arrived here. */
export const SETTLE_MS = 100;

/** Milliseconds for which a started navigation within the site explains the page's end. Slow pages take seconds to answer. */
export const NAVIGATION_MS = 20 * SECOND;

/** Milliseconds without pointer, key or scroll after which reading counts as absence. */
export const ENGAGED_IDLE_MS = 15 * SECOND;

/** Bytes of an event that are left for the context which its batch shares. A page's address and title are the most of it. */
export const COMMON_BYTES = 6 * KIBIBYTE;

/** Bytes in `properties` that are left for what the tracker itself adds: the count of dropped events. */
export const OWN_PROPERTIES_BYTES = 512;

/** Milliseconds that a page waits for the answers to what the page before it handed over. Longer, and it sends again. */
export const RECEIPT_WAIT_MS = 10 * SECOND;

/** Most events that wait in the memory of a shop's server, some 10 MB: a quarter of an hour of 10 a second without a collector. */
export const SERVER_EVENTS = 10_000;
