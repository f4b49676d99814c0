import type { Ingest } from '@footfall/contract';
import type { Sender } from './access.js';
import { type AddressTest, truncateAddress } from './addresses.js';
import type { Batch } from './body.js';
import type { CollectorConfig } from './config.js';
import type { CollectRequest } from './http.js';

const MAX_USER_AGENT_CHARS = 512;
const MAX_TRACE_CHARS = 128;
const MAX_SENT_AT_CHARS = 40;

/** A request whose sender was let in and whose body was read. */
export interface Delivery {
  request: CollectRequest;
  path: string;
  receivedAt: Date;
  client: string | undefined;
  country: string | undefined;
  traceId: string | undefined;
  sender: Sender;
  batch: Batch;
}

/** What is put beside each of a request's events in the lake. What is not known is undefined, and so not in the JSON. */
export function ingestOf(delivery: Delivery, { keepFullIp }: CollectorConfig): Ingest {
  const { request, path, receivedAt, client, country, traceId, sender, batch } = delivery;
  const { apiId, stage } = request;
  const { sentAt, sdk } = batch;
  const sourceIp = client && (keepFullIp ? client : truncateAddress(client));
  const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT_CHARS);
  return {
    receivedAt: receivedAt.toISOString(),
    sentAt: sentAt?.slice(0, MAX_SENT_AT_CHARS) || undefined,
    sourceIp: sourceIp || undefined,
    userAgent: userAgent || undefined,
    country,
    method: request.method,
    path,
    requestId: request.requestId,
    apiId,
    stage,
    traceId,
    sdk: sdk || undefined,
    trusted: sender.isTrusted || undefined,
  };
}

/** Gives the visitor's country as the CDN told it. */
export type CountryOf = (request: CollectRequest) => string | undefined;

/** Believes the configured header; where proxies are listed, only from one of them. CDNs say XX or ZZ for "not known". */
export function countryReader(
  { countryHeader, trustedProxies = [] }: CollectorConfig,
  isProxy: AddressTest,
): CountryOf {
  return ({ peerIp, headers }) => {
    if (!countryHeader) return undefined;
    if (trustedProxies.length > 0 && !(peerIp && isProxy(peerIp))) return undefined;
    const country = headers[countryHeader]?.toUpperCase();
    return country && /^(?!XX|ZZ)[A-Z]{2}$/.test(country) ? country : undefined;
  };
}

/** Gives the id by which a request is found in the traces of what stands before the collector. */
export type TraceOf = (request: CollectRequest) => string | undefined;

/**
 * Takes the id that the front knows, or a trusted proxy's header, AWS's before the one of
 * https://www.w3.org/TR/trace-context/ since AWS's is written by the proxy itself. Anybody else could write what he likes.
 */
export function traceReader(isProxy: AddressTest): TraceOf {
  return ({ peerIp, headers, traceId }) => {
    const told = peerIp && isProxy(peerIp) ? headers['x-amzn-trace-id'] || headers.traceparent : undefined;
    const text = (traceId || told)?.slice(0, MAX_TRACE_CHARS);
    return text && /^[\x20-\x7e]+$/.test(text) ? text : undefined;
  };
}
