import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Writes events as they are sent, one a line, in the order of receipt; packed where the file's name ends in .gz. */
export function ndjsonSink({ file }) {
  const out = createWriteStream(file, { flags: 'wx' });
  const done = finished(out);
  done.catch(() => {}); // told by whoever waits for it next
  const target = file.endsWith('.gz') ? createGzip({ level: 3 }) : out;
  if (target !== out) target.pipe(out);
  let lines = 0;
  return {
    take: ({ at, events, reason }) => ({ at, events: reason ? events : events.map((event) => `${event}}`) }),
    async hour(_start, received) {
      const all = received.flatMap(({ events }) => events);
      if (all.length === 0) return;
      lines += all.length;
      if (!target.write(`${all.join('\n')}\n`)) await Promise.race([once(target, 'drain'), done]);
    },
    async end() {
      target.end();
      await done;
    },
    written: () => `${lines} lines`,
  };
}
