import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from '../../src/server.js';
import { CONFIG } from '../helpers/fronts.js';
import { linesOf } from '../helpers/lake-lines.js';

const MEBIBYTE = 1024 * 1024;
const PATIENCE = { timeout: 60_000 };
/** The server keeps no more bodies than this at a time: a body is refused for its own size before the room is full. */
const ROOM_BYTES = 1.5 * MEBIBYTE;
const PIECE = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, ' '), Buffer.from('\r\n')]);

let folder: string;
let lake: FolderLake;
let server: FastifyInstance;
let port: number;
let logged: { level: number; msg: string }[];
const open: Socket[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-reading-'));
  lake = new FolderLake(folder);
  logged = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  server = createServer({ config: CONFIG, lake, logger, limits: { bodiesBytes: ROOM_BYTES } });
  port = Number(new URL(await server.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A connection that has begun to send events, and what came back on it. */
async function begin(header: string) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  open.push(socket);
  const seen = { text: '' };
  socket.on('data', (text: string) => (seen.text += text)).on('error', () => {});
  await once(socket, 'connect');
  socket.write(`POST /clickstream HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`);
  return { socket, seen };
}

const figures = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
const post = async (body: string) =>
  (await fetch(`http://127.0.0.1:${port}/clickstream`, { method: 'POST', body })).status;

describe('A sender who breaks off in the midst of a body', () => {
  it('is counted for himself, and neither logged nor counted as a fault of ours', async () => {
    for (const header of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
      const { socket } = await begin(header);
      socket.write('5\r\n{"eve', () => setTimeout(() => socket.destroy(), 20));
    }
    await expect.poll(figures, PATIENCE).toContain('footfall_requests_total{route="collect",status="499"} 2');
    expect(await figures()).not.toContain('status="500"');
    expect(logged.filter(({ level }) => level >= 40)).toEqual([]);
    expect(await linesOf(lake, '')).toEqual([]);
  });
});

describe('A body without a length', () => {
  it('is refused for its size as soon as that is reached, and takes no room from others from then on', async () => {
    const { socket, seen } = await begin('Transfer-Encoding: chunked');
    for (let sent = 0; sent < 2 * MEBIBYTE; sent += 65_536) socket.write(PIECE);
    // Of the room for bodies, two thirds were taken; this one needs more than the rest.
    const large = JSON.stringify({ eventName: 'x' }) + ' '.repeat(MEBIBYTE - 20);
    await expect.poll(() => post(large), PATIENCE).toBe(200);
    expect(seen.text).toBe('');
    socket.write('0\r\n\r\n');
    await expect.poll(() => seen.text, PATIENCE).toMatch(/^HTTP\/1\.1 413 .*"success":false/s);
  });

  it('that never ends gets its answer and is hung up on', async () => {
    const { socket, seen } = await begin('Transfer-Encoding: chunked');
    let sent = 0;
    const closed = once(socket, 'close').then(() => 'hung up');
    while (!socket.destroyed && seen.text === '' && sent < 40 * MEBIBYTE) {
      sent += 65_536;
      if (!socket.write(PIECE)) await Promise.race([once(socket, 'drain'), closed]);
      await new Promise(setImmediate);
    }
    expect(seen.text).toMatch(/^HTTP\/1\.1 413 .*connection: close.*"success":false/is);
    expect(await closed).toBe('hung up');
    expect(sent).toBeGreaterThan(MEBIBYTE);
    expect(await linesOf(lake, '')).toEqual([]);
  });
});
