/** The lake object of refused events that were sent again. @param hour of their receipt, as `2026-11-22T15` */
export function retriedKey(hour: string, digest: string): string {
  return `events/${hour.replace(/[-T]/g, '/')}/retried-${digest}.ndjson.gz`;
}

/** Whether an object is one of those. */
export const isRetried = (key: string) => /\/retried-[^/]*$/.test(key);
