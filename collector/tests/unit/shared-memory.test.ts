import { describe, expect, it } from 'vitest';
import { joined, SharedLines, SharedMemory } from '../../src/shared-memory.js';

const PIECE_BYTES = 256 * 1024;
const filled = (bytes: number, byte: number) => Buffer.alloc(bytes, byte);

describe('Lines in shared memory', () => {
  it('are one run of bytes while they fit into a piece, and go on in the next where they do not', () => {
    const lines = new SharedLines(new SharedMemory());
    const sent = [1, 2, 3].map((byte) => filled(PIECE_BYTES / 2, byte));
    const runs = joined(sent.map((piece) => lines.add(piece)));
    expect(runs.map(({ length }) => length)).toEqual([PIECE_BYTES, PIECE_BYTES / 2]);
    expect(Buffer.concat(runs).equals(Buffer.concat(sent))).toBe(true);
  });

  it('have a piece of their own where they are larger than one', () => {
    const lines = new SharedLines(new SharedMemory());
    const sent = [filled(10, 1), filled(3 * PIECE_BYTES, 2), filled(10, 3)];
    const runs = joined(sent.map((piece) => lines.add(piece)));
    expect(Buffer.concat(runs).equals(Buffer.concat(sent))).toBe(true);
  });

  it('are overwritten by others only when they are given back', () => {
    const memory = new SharedMemory();
    const first = new SharedLines(memory);
    const kept = first.add(filled(10, 1));
    new SharedLines(memory).add(filled(10, 2));
    expect([...kept]).toEqual(Array(10).fill(1));
    first.giveBack();
    expect(new SharedLines(memory).add(filled(10, 3)).buffer).toBe(kept.buffer);
  });
});
