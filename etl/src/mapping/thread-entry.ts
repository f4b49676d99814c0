// Maps objects in a thread of its own; see thread.ts for who asks.
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { Tombstones } from '../erasure/tombstones.js';
import { createEventMapping } from '../events/event-mapping.js';
import { mapObject } from './map-lines.js';
import { packLines } from './packed-lines.js';
import type { FromThread, ThreadData, ToThread } from './thread-messages.js';

/** So many bytes of rows may wait to be taken before mapping waits, too. */
const MAX_WAITING_BYTES = 6 * 1024 * 1024;

const port = parentPort;
if (!port) throw new Error('this file is the start of a thread');
const { settings, tombstones, erasedLines } = workerData as ThreadData;
const rules = { mapping: createEventMapping(settings), tombstones: new Tombstones(tombstones) };
rules.tombstones.lines = erasedLines;

const bodies = new Map<number, Readable>();
let waitingBytes = 0;
let onTaken = () => {};
let last = Promise.resolve();

const tell = (message: FromThread, handedOver: ArrayBuffer[] = []) => port.postMessage(message, handedOver);

port.on('message', (message: ToThread) => {
  if (message.type === 'object') {
    const body = message.body ? Buffer.from(message.body) : openBody(message.id);
    last = last.then(() => map({ ...message, body }));
  } else if (message.type === 'piece') {
    const body = bodies.get(message.id);
    if (message.error !== undefined) body?.destroy(new Error(message.error));
    else body?.push(message.piece ?? null);
  } else {
    waitingBytes -= message.bytes;
    onTaken();
  }
});

/** A body whose pieces come as messages. */
function openBody(id: number): Readable {
  const body = new Readable({ read: () => tell({ type: 'more', id }) });
  bodies.set(id, body);
  return body;
}

/** Maps one object; it never throws. */
async function map({
  id,
  ...opened
}: Omit<Extract<ToThread, { type: 'object' }>, 'body'> & { body: Readable | Buffer }): Promise<void> {
  try {
    for await (const mapped of mapObject(opened, rules)) {
      const lines = packLines(mapped);
      tell({ type: 'lines', id, lines }, [lines.contents.buffer, lines.ends.buffer]);
      waitingBytes += lines.bytes;
      while (waitingBytes > MAX_WAITING_BYTES) {
        await new Promise<void>((resolve) => {
          onTaken = resolve;
        });
      }
    }
    tell({ type: 'done', id });
  } catch (error) {
    tell({ type: 'done', id, error: (error as Error).message });
  } finally {
    bodies.delete(id);
  }
}
