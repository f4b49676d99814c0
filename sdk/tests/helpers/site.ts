import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CollectAnswer, Envelope } from '@footfall/contract';

/** One request as it came over the wire. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  bytes: number;
  envelope: Envelope;
  /** What it was answered; 0 for a connection cut without an answer. */
  status: number;
}

export type WireEvent = Envelope['events'][number];

/** How the collector answers; `cut` stores and resets the connection. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  cut?: boolean;
  delayMs?: number;
  /** Events that are refused one by one in an answer of 200. */
  rejected?: CollectAnswer['rejected'];
}

export interface Site {
  origin: string;
  received: Received[];
  /** Events of all requests that were answered 2xx, or cut after they were stored; common part included. */
  events(): WireEvent[];
  /** Those as the warehouse keeps them: one of each id. What a page sent as it closed, the next may send again. */
  kept(): WireEvent[];
  /** Names of all that came, in order of arrival. */
  names(): string[];
  /** Decides each answer; the default is 200. */
  reply: (request: Received) => Reply;
  pages: Record<string, string>;
  /** Milliseconds that a page takes to answer. */
  delays: Record<string, number>;
  /** Headers of a page. */
  headers: Record<string, Record<string, string>>;
  preflights: number;
  close(): Promise<void>;
}

const DIST = new URL('../../dist/', import.meta.url);

/** The script tag of a page, as the README shows it, with further attributes. */
export const tag = (attributes = '', file = 'footfall.js') =>
  `<script async src="/${file}" data-endpoint="/clickstream" ${attributes}></script>`;

export const html = (head: string, body = '') =>
  `<!doctype html><html><head><title>A shop</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

/** A shop's web server with a collector beside it, both real HTTP; the collector records what comes over the wire. */
export async function startSite(pages: Record<string, string> = {}): Promise<Site> {
  const server = createServer((request, response) => {
    handle(site, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const site: Site = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    events: () =>
      site.received
        .filter(({ status }) => status === 0 || (status >= 200 && status < 300))
        .flatMap(({ envelope }) => envelope.events.map((event) => ({ ...envelope.common, ...event }))),
    kept: () => [...new Map(site.events().map((event) => [event.eventId, event])).values()],
    names: () => site.events().map(({ eventName }) => eventName ?? ''),
    reply: () => ({}),
    pages,
    delays: {},
    headers: {},
    preflights: 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return site;
}

const wait = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

async function handle(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', site.origin).pathname;
  if (path === '/clickstream') return collect(site, request, response);
  if (/^\/footfall[\w.-]*\.js$/.test(path)) {
    response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=60' });
    response.end(await readFile(new URL(path.slice(1), DIST)));
    return;
  }
  if (path.startsWith('/sdk/')) {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    response.end(await readFile(new URL(path.slice('/sdk/'.length), DIST)));
    return;
  }
  const page = site.pages[path];
  await wait(site.delays[path]);
  response.writeHead(page === undefined ? 404 : 200, {
    'content-type': 'text/html; charset=utf-8',
    ...site.headers[path],
  });
  response.end(page ?? '');
}

async function collect(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const cors = { 'access-control-allow-origin': request.headers.origin ?? '*', vary: 'origin' };
  if (request.method === 'OPTIONS') {
    site.preflights++;
    response.writeHead(204, { ...cors, 'access-control-allow-headers': 'content-type' }).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const received: Received = {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    body,
    bytes: Buffer.byteLength(body),
    envelope: (body ? JSON.parse(body) : { events: [] }) as Envelope,
    status: 200,
  };
  const { status = 200, headers = {}, cut = false, delayMs = 0, rejected = [] } = site.reply(received);
  received.status = cut ? 0 : status;
  site.received.push(received);
  await wait(delayMs);
  if (cut) {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...cors, ...headers });
  const accepted = received.envelope.events.length - rejected.length;
  response.end(JSON.stringify({ success: status < 300, accepted, rejected }));
}
