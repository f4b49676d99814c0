/** Bytes of a piece: some thirty batches. */
const PIECE_BYTES = 256 * 1024;
/** Pieces that wait for use, 2 MiB: what a group is filled into while another is written. More come in a flood only. */
const MOST_KEPT = 8;

/**
 * Memory that two threads share, used again and again. Handing over memory of one's own takes the sending thread ten times as
 * long for the same bytes: it is mapped, touched and unmapped anew each time.
 */
export class SharedMemory {
  readonly #free: SharedArrayBuffer[] = [];

  /** Gives a piece of at least so many bytes, with whatever it held before. */
  take(bytes: number): SharedArrayBuffer {
    if (bytes > PIECE_BYTES) return new SharedArrayBuffer(bytes);
    return this.#free.pop() ?? new SharedArrayBuffer(PIECE_BYTES);
  }

  /** Takes a piece back that nobody reads any more. */
  giveBack(piece: SharedArrayBuffer): void {
    if (piece.byteLength === PIECE_BYTES && this.#free.length < MOST_KEPT) this.#free.push(piece);
  }
}

/** A group's lines in shared memory, one behind the other as far as a piece reaches. */
export class SharedLines {
  readonly #memory: SharedMemory;
  readonly #pieces: SharedArrayBuffer[] = [];
  #used = 0;

  constructor(memory: SharedMemory) {
    this.#memory = memory;
  }

  /** Copies lines. @returns the copy, which holds until all is given back */
  add(lines: Uint8Array): Uint8Array {
    let piece = this.#pieces.at(-1);
    if (!piece || this.#used + lines.length > piece.byteLength) {
      piece = this.#memory.take(lines.length);
      this.#pieces.push(piece);
      this.#used = 0;
    }
    const copy = Buffer.from(piece, this.#used, lines.length);
    copy.set(lines);
    this.#used += lines.length;
    return copy;
  }

  /** To be called when nobody reads the copies any more. */
  giveBack(): void {
    for (const piece of this.#pieces.splice(0)) this.#memory.giveBack(piece);
  }
}

/** Puts pieces that stand one behind the other in the same memory together, without copying. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array[] {
  const runs: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  let buffer: ArrayBufferLike | undefined;
  for (const piece of pieces) {
    if (piece.buffer !== buffer || piece.byteOffset !== end) {
      if (buffer) runs.push(new Uint8Array(buffer, start, end - start));
      buffer = piece.buffer;
      start = piece.byteOffset;
      end = start;
    }
    end += piece.length;
  }
  if (buffer) runs.push(new Uint8Array(buffer, start, end - start));
  return runs;
}
