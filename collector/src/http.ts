/** A body that was read, or why it was not kept; undefined where there is none. */
export type ReadBody = Uint8Array | 'too large' | 'no room' | undefined;

/** A request, whichever front it came through. */
export interface CollectRequest {
  method: string;
  path: string;
  query: Record<string, string | undefined>;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  /** Reads the body as it came. Called once, and only when everything else about the request is in order. */
  readBody: () => ReadBody | Promise<ReadBody>;
  /** The address at the other end of the connection; a proxy's, where there is one. */
  peerIp?: string | undefined;
  requestId: string;
  apiId?: string | undefined;
  stage?: string | undefined;
  traceId?: string | undefined;
}

/** The answer; a body is JSON text. */
export interface CollectResponse {
  status: number;
  headers: Record<string, string>;
  body?: string;
}

/** The request cannot be served; becomes `{"success":false,"message"}` with this status. */
export class HttpError extends Error {
  override name = 'HttpError';
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers?: Record<string, string>): CollectResponse {
  return {
    status,
    headers: Object.assign({ 'content-type': JSON_TYPE, 'x-content-type-options': 'nosniff' }, headers),
    body: JSON.stringify(body),
  };
}
