/** What one request was, for logs and metrics. It holds nothing that a client wrote, and nobody's address. */
export interface Observation {
  route: 'collect' | 'health' | 'other';
  status: number;
  /** Bytes of the body as it came. */
  bytes: number;
  accepted: number;
  /** How many events were refused, by class of reason. */
  rejected: Record<string, number>;
  /** Milliseconds until the lake had the events, or refused them. */
  writeMs?: number;
}

/** Takes note of a request. */
export type Observe = (seen: Observation) => void;

/** A reason without its figures, so that there are as many as the contract has rules, as `cart.items.N.price: must be a number`. */
export function refusalClass(reason: string): string {
  return reason.replace(/\d+/g, 'N');
}
