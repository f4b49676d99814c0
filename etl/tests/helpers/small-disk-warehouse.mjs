// A warehouse whose data lie on a file system of its own. Started inside a mount namespace, where it may mount; says its
// superuser's URL, then obeys lines on stdin, each answered by one: `fill BYTES` leaves so many free, `room` frees them, `start`
// starts a server that has ended, `state` says whether it runs.

import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEmbeddedServer } from '@footfall/warehouse';

const [folder, port, superuserPassword, size] = process.argv.slice(2);
execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
chmodSync(folder, 0o755);
const ballast = join(folder, 'ballast');

let died;
async function start() {
  const server = await startEmbeddedServer({
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, '..', 'small-disk.log'),
    port: Number(port),
    superuserPassword,
  });
  died = undefined;
  server.died.then((why) => {
    died = why;
  });
  return server;
}

let server = await start();
console.log(server.adminUrl);
const ORDERS = {
  fill: (free) => {
    rmSync(ballast, { force: true });
    const { bavail, bsize } = statfsSync(folder);
    execFileSync('fallocate', ['-l', String(bavail * bsize - Number(free)), ballast]);
  },
  room: () => rmSync(ballast, { force: true }),
  state: () => died ?? 'runs',
  start: async () => {
    if (died) server = await start();
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  const [word, argument] = line.split(' ');
  console.log((await ORDERS[word](argument)) ?? 'done');
}
await server.stop();
process.exit();
