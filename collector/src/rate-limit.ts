/** Says how many seconds a caller must wait, or 0 when it may go on. */
export type RateLimit = (caller: string) => number;

export interface RateLimitOptions {
  /** Requests a second that a caller may make on average. */
  perSecond: number;
  /** Requests that a caller may make at once after a rest. */
  burst: number;
  /** Callers that are remembered; the one unseen for longest is forgotten first. */
  maxCallers?: number;
  /** Milliseconds, monotonic. */
  now?: () => number;
}

/** A token bucket for each caller. */
export function rateLimit({
  perSecond,
  burst,
  maxCallers = 10_000,
  now = () => performance.now(),
}: RateLimitOptions): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (caller) => {
    const at = now();
    const last = buckets.get(caller) ?? { tokens: burst, at };
    const tokens = Math.min(burst, last.tokens + ((at - last.at) / 1000) * perSecond);
    buckets.delete(caller); // set again below: a Map remembers the order of insertion
    buckets.set(caller, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    if (buckets.size > maxCallers) buckets.delete(buckets.keys().next().value as string);
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perSecond);
  };
}
