/** A request, whichever front it came through. */
export interface CollectRequest {
  method: string;
  path: string;
  query: Record<string, string | undefined>;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  /** The body as it came, or why there is none. */
  body: Uint8Array | 'too large' | undefined;
  sourceIp?: string | undefined;
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

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): CollectResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
