/** A browser may remember a preflight's answer for this many seconds; Chromium caps it at 7,200. */
const PREFLIGHT_SECONDS = 7200;

/** What lets pages of an allowed origin read an answer. Never with credentials: the collector has no use for cookies. */
export const corsHeaders = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'retry-after',
  vary: 'origin',
});

/** What a preflight is told beside that. */
export const preflightHeaders = {
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type, content-encoding, x-footfall-key, authorization',
  'access-control-max-age': String(PREFLIGHT_SECONDS),
};
