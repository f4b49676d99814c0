import { createServerTracker } from '@footfall/sdk/server';
import { deliverReports, type Report } from '../data';
import { trackedOrder, trackedRefund } from '../tracking/payload';
import { database } from './database';
import { readEnv } from './env';

/** How often the box of reports is looked at. What an order puts there goes out at once. */
const EVERY_MS = 5_000;

async function send({ eventId, happenedAt, shopper, order, refund }: Report): Promise<void> {
  const { footfallEndpoint: endpoint, footfallServerKey: serverKey } = readEnv();
  if (!endpoint) throw new Error('there is no collector');
  // One try: a report that the collector did not take, or refused, waits for the next look.
  const tracker = createServerTracker({ endpoint, ...(serverKey && { serverKey }), tries: 1 });
  const { userId } = shopper;
  const kept = { eventId, eventTimestamp: happenedAt.toISOString(), userLoginState: userId ? 'logged_in' : 'guest' };
  const calls = tracker.as({ ...shopper, ...kept });
  if (refund) calls.refund(trackedRefund(order, refund));
  else calls.checkoutComplete(trackedOrder(order));
  await tracker.flush();
}

let running: Promise<void> | undefined;

/** Sends what waits. Never throws: an order is an order, whatever becomes of its report. */
export async function sendReports(): Promise<void> {
  running ??= deliverReports(database(), send)
    .then(({ failed, reason }) => {
      if (failed) console.error(`shop: ${failed} reports wait for the collector: ${String(reason)}`);
    })
    .catch((error: unknown) => console.error('shop: reports could not be read', error))
    .finally(() => {
      running = undefined;
    });
  await running;
}

/** Looks at the box again and again, as long as the shop runs. */
export function keepSendingReports(): void {
  if (readEnv().footfallEndpoint) setInterval(sendReports, EVERY_MS).unref();
}
