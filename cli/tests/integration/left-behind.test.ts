import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endLeftBehind, note } from '../../src/stack/left-behind.js';
import { answers } from '../../src/stack/ports.js';

// A server whose threads take a while to end: each holds memory that the kernel has to take back first.
const SERVER = `
  const { Worker } = require('node:worker_threads');
  const hold = 'const held = Array.from({ length: 40 }, () => Buffer.alloc(5e6, 1)); setInterval(() => held, 1000)';
  for (let i = 0; i < 6; i++) new Worker(hold, { eval: true });
  const server = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log(server.address().port));`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-pids-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A server in a process group of its own, which is noted. */
async function server(command: string, args: string[]): Promise<{ pid: number; port: number }> {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const [port] = await once(child.stdout, 'data');
  note(folder, child.pid as number);
  return { pid: child.pid as number, port: Number(port) };
}

test.each([
  ['itself', process.execPath, ['-e', SERVER]],
  ['a program that it started', 'sh', ['-c', `"${process.execPath}" -e '${SERVER.replaceAll("'", `'"'"'`)}' & wait`]],
])('a program that was left behind has let go of the port that is held by %s', async (_, command, args) => {
  for (let i = 0; i < 5; i++) {
    const { port } = await server(command, args);
    expect(await answers(port, '127.0.0.1')).toBe(true);
    await endLeftBehind(folder);
    expect(await answers(port, '127.0.0.1')).toBe(false);
  }
  expect(await readdir(folder)).toEqual([]);
});

test('a program that has taken over the number of one that was noted is left alone', async () => {
  const { pid, port } = await server(process.execPath, ['-e', SERVER]);
  await writeFile(join(folder, `${pid}.pid`), 'another boot 1');
  await endLeftBehind(folder);
  expect(await answers(port, '127.0.0.1')).toBe(true);
  expect(await readdir(folder)).toEqual([]);
  process.kill(-pid, 'SIGKILL');
});
