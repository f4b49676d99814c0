/** The line that stands where an erased one stood: ids of events without one come from the numbers of lines, and the ledger counts them. */
export const placeholder = (erasureId: string) => `{"_erased":{"erasure":"${erasureId}"}}`;

const PLACEHOLDER = /^\{"_erased":\{"erasure":"[0-9a-f-]{36}"\}\}$/;
const PLACEHOLDER_BYTES = placeholder('0'.repeat(36)).length;

/** Whether a line of the lake is a placeholder, byte by byte as an erasure writes it: no event stands there. */
export const isPlaceholder = (line: Uint8Array): boolean =>
  line.length === PLACEHOLDER_BYTES && PLACEHOLDER.test(Buffer.from(line).toString('latin1'));

const ERASURE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The erasure that a line is the placeholder of. A collector's line has `_ingest` beside it, whatever a client sent. */
export function erasureOfPlaceholder(line: unknown): string | undefined {
  if (typeof line !== 'object' || line === null || !('_erased' in line) || Object.keys(line).length !== 1)
    return undefined;
  const erasure = (line._erased as { erasure?: unknown } | null)?.erasure;
  return typeof erasure === 'string' && ERASURE_ID.test(erasure) ? erasure : undefined;
}
