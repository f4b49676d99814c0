import type { Logger } from 'pino';
import type { Metrics, Totals } from './metrics.js';

/** A line a minute tells the traffic; one a request would be more than the events themselves. */
const EVERY_MS = 60_000;

/** Logs what was counted since the last line, while there is something to tell. Returns how to end it, with a last line. */
export function logTraffic(metrics: Metrics, logger: Logger): () => void {
  let told: Totals = metrics.totals();
  let toldBy: Record<string, number> = {};
  const tell = () => {
    const totals = metrics.totals();
    if (totals.requests === told.requests) return;
    const rejectedBy = metrics.rejectedBy();
    const writes = totals.writes - told.writes;
    logger.info(
      {
        requests: totals.requests - told.requests,
        events: totals.accepted - told.accepted + totals.rejected - told.rejected,
        accepted: totals.accepted - told.accepted,
        rejected: totals.rejected - told.rejected,
        rejectedBy: growth(toldBy, rejectedBy),
        bytes: totals.bytes - told.bytes,
        writeMs: writes === 0 ? undefined : Math.round((totals.writeMs - told.writeMs) / writes),
      },
      'traffic',
    );
    told = totals;
    toldBy = rejectedBy;
  };
  const timer = setInterval(tell, EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    tell();
  };
}

function growth(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const grown = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}
