// A collector whose lake is a file system of 200 KiB of its own. Started inside a mount namespace, where it may mount; says
// its URL, then obeys words on stdin: `grow`, `readonly`, `writable`, each answered with `done`.
import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createServer } from '@footfall/collector';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';

const folder = process.argv[2];
const mount = (...args) => execFileSync('mount', [...args, folder]);
mount('-t', 'tmpfs', '-o', 'size=200k', 'tmpfs');

const config = { allowedOrigins: ['*'], writeKeys: [], serverKeys: [], keepFullIp: false, version: '0' };
const server = createServer({ config, lake: new FolderLake(folder), logger: pino({ level: 'silent' }) });
console.log(await server.listen({ port: 0, host: '127.0.0.1' }));

const OPTIONS = { grow: 'remount,size=10m', readonly: 'remount,ro', writable: 'remount,rw' };
for await (const word of createInterface({ input: process.stdin })) {
  mount('-o', OPTIONS[word]);
  console.log('done');
}
process.exit();
