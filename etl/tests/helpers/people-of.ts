import { SESSION_IDLE_MS } from '@footfall/contract';
import type { Sent } from './model-warehouse.js';

const timeOf = ([event]: Sent) => Date.parse(event.eventTimestamp as string);

/** Events of visits that hold none with a user agent of its own, which in a random shop is a bot's. */
export function peopleOf(events: Sent[]): Sent[] {
  const visits = new Map<string, Sent[]>();
  const add = (visit: string, event: Sent) => visits.set(visit, [...(visits.get(visit) ?? []), event]);
  const last = new Map<string, { at: number; visit: string }>();
  for (const event of events.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const { sessionId, clientId, eventId } = event[0] as Record<string, string | undefined>;
    if (sessionId !== undefined) add(`session ${sessionId}`, event);
    else if (clientId === undefined) add(`event ${eventId}`, event);
    else {
      const at = timeOf(event);
      const before = last.get(clientId);
      const visit = before && at - before.at <= SESSION_IDLE_MS ? before.visit : `client ${clientId} ${at}`;
      last.set(clientId, { at, visit });
      add(visit, event);
    }
  }
  return [...visits.values()].filter((visit) => visit.every(([, ingest]) => !ingest?.userAgent)).flat();
}
