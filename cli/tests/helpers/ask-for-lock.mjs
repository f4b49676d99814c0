// Asks for a data folder when it is told to, and answers with the number of the process that holds it.

import { DataFolder } from '../../dist/data-folder.js';
import { tryLock } from '../../dist/stack/lock.js';

const folder = new DataFolder(process.argv[2]);
let release;
process.on('message', async (what) => {
  if (what === 'ask') {
    const taken = await tryLock(folder, 'up');
    release = typeof taken === 'function' ? taken : undefined;
    process.send(release ? process.pid : taken.pid);
  } else {
    await release?.();
    process.send('released');
  }
});
process.send('ready');
