/** Milliseconds since 1970 by the browser's clock, which may be wrong. */
export const now = (): number => Date.now();
