// A collector whose lake lies on a disk of its own, of which every moment can be had. Started inside a mount namespace, where
// it may mount, with a folder and `put` or `putSync`, by which it is to write; says its URL, then obeys words on stdin, each
// answered with `done`: `cut` mounts below `cut` what a power cut at this moment would leave of the disk, `mend` unmounts it.
// Everything goes with the namespace.
//
// The disk is a file in a file system of its own, `below`. While that is frozen no write reaches the disk, so a copy of the
// file is of one moment. What has not been written to the disk by then is in the memory of the file system `disk`, and not in
// the copy. Of a disk that has a cache and loses that, too, it says nothing: to have it written is the kernel's part of fsync.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createServer } from '@footfall/collector';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';

const [, , folder, way] = process.argv;
const run = promisify(execFile);
/** In a session of its own, where neither Ctrl-C nor the end of this program's group reaches it: what is frozen must be thawed. */
const shell = (...commands) => run('setsid', ['--wait', 'sh', '-ec', commands.join('\n')], { cwd: folder });

// With commit=300 the journal is written when somebody syncs, and not by chance every five seconds.
await shell(
  `mount -t tmpfs -o size=512m tmpfs . && cd "$PWD"`,
  'mkdir below disk cut',
  'truncate -s 128M below.img && mkfs.ext4 -q -m 0 below.img && mount -o loop below.img below',
  'truncate -s 64M below/disk.img && mkfs.ext4 -q -J size=4 below/disk.img && mount -o loop,commit=300 below/disk.img disk',
);

const folderLake = new FolderLake(join(folder, 'disk', 'lake'));
// The server has a thread for a folder, where it is known as such, that writes with `putSync`.
const lake = way === 'put' ? { put: (key, body) => folderLake.put(key, body) } : folderLake;
const config = { allowedOrigins: ['*'], writeKeys: [], serverKeys: [], keepFullIp: false, version: '0' };
const server = createServer({ config, lake, logger: pino({ level: 'silent' }) });
console.log(await server.listen({ port: 0, host: '127.0.0.1' }));

const ORDERS = {
  cut: [
    'fsfreeze --freeze below',
    'cp --sparse=always below/disk.img cut.img && isCopied=true || isCopied=false',
    'fsfreeze --unfreeze below',
    '$isCopied && mount -o loop cut.img cut',
  ],
  mend: ['umount --lazy cut', 'rm cut.img'],
};
for await (const word of createInterface({ input: process.stdin })) {
  await shell(...ORDERS[word]);
  console.log('done');
}
process.exit();
