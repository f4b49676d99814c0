import { withClient } from '@footfall/warehouse';
import type { RebuildParts } from './rebuild.js';

/**
 * Ends the statements of a rebuild when it is told to stop: an index of many million rows takes minutes, and looks at nothing.
 * @param otherUrl the same login, of a connection that has another name
 * @returns what ends this; it waits for a cancellation that is under way
 */
export function cancelOnAbort({ signal, ownerUrl, logger }: RebuildParts, otherUrl: string): () => Promise<void> {
  let cancelling: Promise<unknown> | undefined;
  const name = new URL(ownerUrl).searchParams.get('application_name');
  const cancel = () => {
    cancelling = withClient(otherUrl, (other) =>
      other.query('select pg_cancel_backend(pid) from pg_stat_activity where application_name = $1', [name]),
    ).catch((error) => logger.warn({ err: error }, 'the rebuild ends when its statement does'));
  };
  signal?.addEventListener('abort', cancel);
  return async () => {
    signal?.removeEventListener('abort', cancel);
    await cancelling;
  };
}
