import { iso, MINUTE, SECOND } from './time.mjs';

/** The tracker sends what it has after this many milliseconds, or events. */
const BATCH_MS = 5 * SECOND;
const BATCH_EVENTS = 10;
const HOUR_MS = 60 * MINUTE;
/** The longest that a late batch waits: the tracker keeps events for a while, then the shopper is back. */
const MAX_LATE_MS = 96 * HOUR_MS;
/** Only events of these names get lost: what the truth says of carts and orders must be known to somebody. */
const LOSABLE = new Set([
  'page_view',
  'product_view',
  'click',
  'page_leave',
  'web_vital',
  'category_view',
  'wishlist_toggle',
]);

/**
 * Records an event of a visit at `visit.now`, as the browser's tracker would: it may get lost, it is put into the batch, and
 * full batches are sent.
 *
 * @param detail the event's own fields as JSON, each with a comma before it
 * @returns whether the shop will hear of it
 */
export function emit(visit, name, detail = '') {
  const { shop, client, now } = visit;
  if (now >= shop.end) {
    visit.isOver = true;
    return false;
  }
  const sequence = visit.sequence++;
  if (sequence > 0 && client.hasSessions && LOSABLE.has(name) && shop.random.chance(shop.options.lost)) {
    visit.unheard++;
    return false;
  }
  visit.lost += visit.unheard;
  visit.unheard = 0;
  if (visit.batch.length > 0 && (visit.batch.length >= BATCH_EVENTS || now - visit.batchAt > BATCH_MS)) send(visit);
  if (visit.batch.length === 0) visit.batchAt = now;
  const isLostInTime = client.hasBrokenStart && sequence === 2;
  if (isLostInTime) send(visit);
  const said = iso(isLostInTime ? now % HOUR_MS : now + client.clockOffset);
  const place = client.hasSessions ? `,"sequence":${sequence}` : '';
  visit.batch.push(
    `{${visit.head}${visit.page.head}"eventId":"${shop.random.uuid(now)}","eventName":"${name}","eventTimestamp":"${said}"${place}${detail}`,
  );
  visit.lastAt = now;
  shop.truth.event(visit, name, now);
  if (isLostInTime) sendAtOnce(visit);
  return true;
}

/** Sends the batch, sooner or later, once or more often. */
export function send(visit) {
  const { shop, client, batch } = visit;
  if (batch.length === 0) return;
  const { random, options, truth } = shop;
  visit.batch = [];
  // A wrong clock is put right by the time of sending: any delay would stand in the event's time.
  const delay = client.clockOffset ? 0 : random.between(20, 400);
  let at = visit.lastAt + random.between(0, 2 * SECOND) + delay;
  if (random.chance(options.late)) {
    at += MINUTE + Math.min(Math.floor(random.exponential(5 * HOUR_MS)), MAX_LATE_MS);
    truth.late(batch.length);
  }
  const copies = random.chance(options.repeat) ? random.between(2, 3) : 1;
  for (let copy = 0; copy < copies; copy++) {
    post(visit, { at, delay, events: batch });
    at += random.chance(0.9) ? random.between(1, 40) * SECOND : random.between(1, 180) * MINUTE;
  }
  truth.sent(batch.length, copies);
}

/** An event whose time means nothing counts at its receipt: it is sent alone, once, and arrives at once. */
function sendAtOnce(visit) {
  post(visit, { at: visit.lastAt, delay: 0, events: visit.batch });
  visit.shop.truth.suspect();
  visit.shop.truth.sent(1, 1);
  visit.batch = [];
}

function post({ shop, client }, { at, delay, events }) {
  const receivedAt = Math.min(at, shop.end - 1);
  shop.deliver({
    at: receivedAt,
    sentAt: receivedAt - delay + client.clockOffset,
    clockOffset: client.clockOffset,
    agent: client.agent.text,
    country: client.market.country,
    ip: client.ip,
    sdk: '@footfall/sdk/0.1.0',
    events,
  });
}
