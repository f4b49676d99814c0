import { once } from 'node:events';
import { connect } from 'node:net';

/** As many as a server meets at some thousand requests a second; a request waits for a free one, and the wait counts. */
const CONNECTIONS = 64;

/**
 * Sends requests at an even pace, whether or not the server keeps up, and gives each one's time from the moment at which it was
 * due: a late sender hides nothing. It writes ready-made bytes to sockets, since a full HTTP client takes more of the processor than the
 * server that it measures, and so measures itself.
 *
 * @param url the server's
 * @param requests whole HTTP requests as bytes, sent in turn; each must be answered 200, in one piece
 * @param pace `seconds`, `perSecond`
 * @returns how many were answered, and percentiles in milliseconds
 */
export async function evenPace(url, requests, { seconds, perSecond }) {
  const { hostname, port } = new URL(url);
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(hostname, port)));
  const free = [...sockets];
  const waiting = [];
  const times = [];
  const total = Math.round(seconds * perSecond);
  let due = 0;
  await new Promise((resolve, reject) => {
    const start = performance.now();
    const dueAt = (n) => start + (n * 1000) / perSecond;
    const send = (socket, n) => {
      socket.request = n;
      socket.write(requests[n % requests.length]);
    };
    for (const socket of sockets) {
      socket.on('error', reject).on('close', () => reject(new Error('The server ended a connection')));
      socket.on('data', (answer) => {
        if (answer.latin1Slice(0, 13) !== 'HTTP/1.1 200 ') return reject(new Error(`Not 200: ${answer}`));
        times.push(performance.now() - dueAt(socket.request));
        if (times.length === total) return resolve();
        if (waiting.length > 0) send(socket, waiting.shift());
        else free.push(socket);
      });
    }
    const tick = () => {
      for (const now = performance.now(); due < total && dueAt(due) <= now; due++) {
        const socket = free.pop();
        if (socket) send(socket, due);
        else waiting.push(due);
      }
      if (due < total) setTimeout(tick, 1);
    };
    tick();
  });
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  const sorted = times.sort((a, b) => a - b);
  return {
    answered: sorted.length,
    p50Ms: sorted[sorted.length >> 1],
    p99Ms: sorted[Math.floor(sorted.length * 0.99)],
  };
}

async function open(host, port) {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}
