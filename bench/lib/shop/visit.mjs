import { SECOND } from './time.mjs';
import { emit, send } from './tracker.mjs';

/** Opens a visit: a session of the tracker, which begins with its first page. */
export function openVisit(shop, client, { now, source }) {
  const { random } = shop;
  const visit = {
    shop,
    client,
    source,
    now,
    startedAt: now,
    lastAt: now,
    sessionId: random.id(),
    sequence: 0,
    unheard: 0,
    lost: 0,
    batch: [],
    batchAt: now,
    isOver: false,
    isFirst: client.visits === 0,
    // what the session will be
    events: 0,
    pageViews: 0,
    engagedMs: 0,
    hasView: false,
    hasAdd: false,
    hasCheckout: false,
    hasPurchase: false,
    wasSignedIn: false,
    entryPath: undefined,
    exitPath: undefined,
  };
  client.visits++;
  signedInAs(visit, client.signedIn, client.signedIn ? 'logged_in' : 'anonymous');
  return visit;
}

/** From now on the visit's events carry this user, or none. */
export function signedInAs(visit, user, state) {
  const { client } = visit;
  visit.user = user;
  visit.state = state;
  const { language, timezone } = client.market;
  const { screen, viewport } = client.agent;
  const session = client.hasSessions ? `"sessionId":"${visit.sessionId}",` : '';
  const who = user ? `"userId":"${user.id}","identitySource":"cognito",` : '';
  visit.head =
    `"clientId":"${client.id}",${session}"isFirstVisit":${visit.isFirst},${who}"userLoginState":"${state}",` +
    `"context":{"language":"${language}","timezone":"${timezone}","viewport":"${viewport}","screen":"${screen}"},`;
}

/** Goes to a page, from the one that is open. */
export function openPage(visit, { path, title, query = '', isNewTab = false }) {
  const before = visit.page;
  if (before && !isNewTab) leavePage(visit);
  // no two pages at once: without a sequence nobody could tell which was first
  if (before) visit.now += visit.shop.random.between(20, 300);
  const { client, source, shop } = visit;
  const origin = `https://${client.market.host}`;
  const isLanding = before === undefined;
  const search = isLanding ? landingQuery(shop.random, source) : query;
  const url = `${origin}${path}${search ? `?${search}` : ''}`;
  const referrer = isLanding ? source.referrer : before.url;
  visit.page = {
    path,
    url,
    head: `"pageViewId":"${shop.random.id()}","pageUrl":"${url}","pageTitle":${JSON.stringify(title)},${referrer ? `"referrer":"${referrer}",` : ''}`,
  };
  emit(visit, 'page_view');
  if (isLanding) measurePage(visit);
  return visit.page;
}

function landingQuery(random, { query = '' }) {
  return query.endsWith('=') ? `${query}${random.id()}` : query;
}

/** Stays on the page for a while, and leaves it; the tracker says how long it was looked at. */
export function leavePage(visit, longestMs = 300 * SECOND) {
  const { random } = visit.shop;
  const stay = Math.min(800 + Math.floor(random.exponential(22 * SECOND)), longestMs);
  visit.now += stay;
  if (random.chance(0.08)) return;
  const engagedMs = Math.floor(stay * (0.3 + 0.7 * random.next()));
  const scrollDepth = random.between(1, 20) * 5;
  if (emit(visit, 'page_leave', `,"page":{"engagedMs":${engagedMs},"scrollDepth":${scrollDepth}}`))
    visit.engagedMs += engagedMs;
}

const RATINGS = ['good', 'good', 'good', 'needs-improvement', 'poor'];

function measurePage(visit) {
  const { random } = visit.shop;
  if (!random.chance(0.3)) return;
  for (const [name, most] of [
    ['LCP', 4000],
    ['CLS', 1],
    ['INP', 500],
    ['TTFB', 900],
  ]) {
    const value = name === 'CLS' ? random.below(300) / 1000 : random.below(most);
    visit.now += random.between(5, 200);
    emit(visit, 'web_vital', `,"vitals":{"name":"${name}","value":${value},"rating":"${random.pick(RATINGS)}"}`);
  }
}

/** Clicks on something, or meets a fault of the page. */
export function fiddle(visit) {
  const { random } = visit.shop;
  visit.now += random.between(300, 4000);
  if (random.chance(0.03))
    emit(visit, 'error', ',"properties":{"message":"TypeError: x is undefined","source":"app.js"}');
  else emit(visit, 'click', `,"element":{"tag":"button","id":"b-${random.below(40)}","role":"button","text":"More"}`);
}

/** Ends the visit. */
export function closeVisit(visit) {
  if (visit.page && !visit.isOver) leavePage(visit);
  send(visit);
  if (visit.events > 0) visit.shop.truth.session(visit);
}
