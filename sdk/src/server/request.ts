import type { CollectAnswer } from '@footfall/contract';
import { REQUEST_TIMEOUT_MS } from '../limits.js';

/** The collector's answer; status 0 is none, or none in time. */
export interface Answer {
  status: number;
  /** The events that it refused one by one while it took the batch. */
  rejected: CollectAnswer['rejected'];
}

function rejectedIn(text: string): Answer['rejected'] {
  try {
    return (JSON.parse(text) as CollectAnswer).rejected ?? [];
  } catch {
    // No body, or a page of a proxy's.
    return [];
  }
}

/** Posts a batch. Never throws. */
export async function request(
  send: typeof globalThis.fetch,
  endpoint: string,
  { body, headers }: { body: object; headers: Record<string, string> },
): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await send(endpoint, { method: 'POST', headers, body: JSON.stringify(body), signal });
    // A batch that is taken may hold events that are not, which only the body says.
    const text = await response.text();
    return { status: response.status, rejected: rejectedIn(text) };
  } catch {
    return { status: 0, rejected: [] };
  }
}
