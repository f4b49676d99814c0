import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE } from './time.mjs';

/** Answers that say: again, later. 0 stands for none. */
const LATER = new Set([0, 429, 500, 502, 503, 504]);
/** How long a collector may be away before the sending is given up. */
const GIVE_UP_MS = 2 * MINUTE;

/**
 * Sends what was received to a collector, as browsers and the shop's server would, in the order of receipt and as fast as it
 * answers. The collector's clock is the present one, so the sender's is too: events keep their times, since they say when they
 * were sent.
 *
 * @throws when an answer is not what the contract says of what was sent
 */
export function collectorSink({ url, concurrency, headers, serverKey, countryHeader }) {
  let requests = 0;
  let retried = 0;
  const headersOf = ({ agent, country, isTrusted }) => ({
    'content-type': 'application/json',
    'user-agent': agent,
    ...(isTrusted ? { authorization: `Bearer ${serverKey}` } : headers),
    ...(countryHeader && country && { [countryHeader]: country }),
  });
  const send = async (delivery) => {
    const until = Date.now() + GIVE_UP_MS;
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2000)) {
      const sentAt = new Date(Date.now() + delivery.clockOffset).toISOString();
      const { status, answer } = await ask(url, headersOf(delivery), bodyOf(delivery, sentAt));
      if (status === 200) return check(delivery, answer);
      if (!LATER.has(status) || Date.now() > until)
        throw new Error(`${url} answered ${status}: ${JSON.stringify(answer)}`);
      retried++;
      await sleep(waitMs);
    }
  };
  return {
    take: (delivery) => delivery,
    async hour(_start, received) {
      requests += received.length;
      let next = 0;
      const work = async () => {
        while (next < received.length) await send(received[next++]);
      };
      await Promise.all(Array.from({ length: concurrency }, work));
    },
    end: async () => {},
    written: () => `${requests} requests, ${retried} of them tried again`,
  };
}

function bodyOf({ events, reason, sdk }, sentAt) {
  const at = sdk.lastIndexOf('/');
  const sender = `{"name":"${sdk.slice(0, at)}","version":"${sdk.slice(at + 1)}"}`;
  const list = reason ? events[0] : `${events.join('},')}}`;
  return `{"sentAt":"${sentAt}","sdk":${sender},"events":[${list}]}`;
}

async function ask(url, headers, body) {
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, answer: await response.json() };
  } catch (error) {
    return { status: 0, answer: String(error.cause ?? error) };
  }
}

function check({ events, reason }, { accepted, rejected }) {
  const reasons = rejected.map((refusal) => refusal.reason);
  const isRight = reason ? accepted === 0 && reasons[0] === reason : accepted === events.length;
  if (!isRight)
    throw new Error(
      `The collector took ${accepted} of ${events.length} events and said ${reasons.join('; ')}; wanted: ${reason ?? 'all'}`,
    );
}
