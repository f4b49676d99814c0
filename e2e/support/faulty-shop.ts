import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with a request: it is answered without reaching the collector, or the collector's answer is lost. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  isAnswerLost?: boolean;
}

const TRACKER = new URL('../../sdk/dist/footfall.js', import.meta.url);
/** What concerns one connection only, or is not true any more once the body was read. */
const HOP_HEADERS = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding'];

/** A page with the tracker on it, and on the same origin a proxy before the real collector that can fail. */
export class FaultyShop {
  /** Decides about the next request; nothing goes wrong by default. */
  fault: () => Fault = () => ({});
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => request.socket.destroy());
  });

  private constructor(
    private readonly collector: string,
    /** Attributes of the script tag. */
    private readonly attributes: string,
  ) {}

  static async start(collector: string, attributes = ''): Promise<FaultyShop> {
    const shop = new FaultyShop(collector, attributes);
    await new Promise<void>((resolve) => shop.#server.listen(0, '127.0.0.1', resolve));
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Lets the next requests fail, one each, and all after them through. */
  failNext(...faults: Fault[]): void {
    this.fault = () => faults.shift() ?? {};
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (pathname === '/clickstream') return this.#forward(request, response);
    if (pathname === '/footfall.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(await readFile(TRACKER));
      return;
    }
    response.writeHead(pathname === '/' ? 200 : 404, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>A shop</title><link rel="icon" href="data:,">
      <script async src="/footfall.js" data-endpoint="/clickstream" ${this.attributes}></script>`);
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, headers, isAnswerLost } = this.fault();
    if (status) {
      response.writeHead(status, headers).end();
      return;
    }
    const sent = Object.entries(request.headers).filter(([name]) => !HOP_HEADERS.includes(name));
    const answer = await fetch(this.collector, {
      method: request.method ?? 'POST',
      headers: sent as [string, string][],
      body: Buffer.concat(chunks),
    });
    const body = await answer.text();
    if (isAnswerLost) {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  }
}
