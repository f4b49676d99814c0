import { RECEIPT_WAIT_MS } from './limits.js';

/** Answers that come after the page has gone, kept for the next page. */
export interface Receipts {
  /** Hands a batch over as the page ends; false where nobody can take it. */
  hand(url: string, body: string, keys: string[]): boolean;
  /** The keys of events that were handed over and have arrived, until they are settled. */
  collect(): Promise<string[]>;
  /** Says that these are off the device. Until then the worker keeps their receipts: a page may end before it reads them. */
  settle(keys: string[]): void;
}

/** A batch for the worker to send. */
export interface Handover {
  url: string;
  body: string;
  keys: string[];
}

/** From the page to the worker: a batch to send, the question what has arrived, or the keys whose receipts have served. */
export type ToWorker = Handover | null | string[];

/**
 * Connects to a worker that all of the site's pages share and that outlives the last of them for a while (Chromium
 * calls it `extendedLifetime`). It sends what a closing page hands over and sees the answer, so that the next page
 * need not send it again. Elsewhere nothing is handed over, and what nobody saw arrive is sent again under the same ids.
 */
export function connectReceipts(workerUrl: string): Receipts {
  let port: MessagePort | undefined;
  let isLasting = false;
  let answer: (keys: string[]) => void = () => {};
  const options = {
    name: 'footfall',
    // Only browsers that know the option read it.
    get extendedLifetime() {
      isLasting = true;
      return true;
    },
  };
  const connected = new Promise<void>((resolve) => {
    // From here on, not from each question: while a server does not answer for the script, nothing else may wait.
    setTimeout(resolve, RECEIPT_WAIT_MS);
    try {
      const worker = new SharedWorker(workerUrl, options);
      worker.port.onmessage = ({ data }: MessageEvent<string[] | null>) => {
        if (isLasting) port = worker.port;
        if (data) answer(data);
        resolve();
      };
      worker.onerror = () => resolve();
    } catch {
      // Denied by the browser or the page's policy: the tracker works without.
      resolve();
    }
  });
  return {
    hand(url, body, keys) {
      port?.postMessage({ url, body, keys } satisfies ToWorker);
      return !!port;
    },
    async collect() {
      await connected;
      if (!port) return [];
      return new Promise((resolve) => {
        answer = resolve;
        port?.postMessage(null satisfies ToWorker);
        setTimeout(resolve, RECEIPT_WAIT_MS, []);
      });
    },
    settle(keys) {
      if (keys[0]) port?.postMessage(keys satisfies ToWorker);
    },
  };
}
