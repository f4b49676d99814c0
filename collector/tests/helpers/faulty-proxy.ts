import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does with a request: passes it on, refuses writes alone, answers by itself, never answers, hangs up, or loses the answer. */
export type Fault = 'none' | 'deny writes' | 'hang' | 'cut' | 'lose the answer' | { status: number; code: string };

const ACCESS_DENIED = { status: 403, code: 'AccessDenied' };

export interface FaultyProxy {
  endpoint: string;
  /** Faults of the next requests, one each. */
  next: Fault[];
  /** What happens when no such fault is left. */
  always: Fault;
  close(): void;
}

/** A proxy before an HTTP server, with the faults of a bad day. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const server = createServer((request, response) => {
    const wanted = proxy.next.shift() ?? proxy.always;
    const fault = wanted === 'deny writes' ? (request.method === 'PUT' ? ACCESS_DENIED : 'none') : wanted;
    request.on('error', () => {});
    if (fault === 'hang') request.resume();
    else if (fault === 'cut') request.socket.destroy();
    else if (typeof fault === 'object') refuse(request, response, fault);
    else passOn(request, response, { target, isAnswerLost: fault === 'lose the answer' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultyProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: [],
    always: 'none',
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code }: { status: number; code: string },
) {
  request.resume();
  request.on('end', () => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  });
}

function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  { target, isAnswerLost }: { target: string; isAnswerLost: boolean },
) {
  const { method = 'GET', url = '/', headers } = request;
  const onward = httpRequest(target + url, { method, headers }, (answer) => {
    if (isAnswerLost) {
      answer.resume();
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
