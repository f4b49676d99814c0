// Loaded before a program (`--import without-sync.mjs?files`, or `?folders`), in its threads, too: makes syncing of files or
// of folders do nothing. A test of power cuts must notice.
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const isForgotten = { '?files': (stat) => stat.isFile(), '?folders': (stat) => stat.isDirectory() }[
  new URL(import.meta.url).search
];

const { fsyncSync } = fs;
fs.fsyncSync = (file) => {
  if (!isForgotten(fs.fstatSync(file))) fsyncSync(file);
};
syncBuiltinESMExports();

const handle = await open(new URL(import.meta.url));
const { prototype } = handle.constructor;
await handle.close();
const { sync } = prototype;
prototype.sync = async function () {
  if (!isForgotten(await this.stat())) await sync.call(this);
};
