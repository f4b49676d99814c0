/** Least bytes of a piece: some twenty batches. Doubled as needed. */
const LEAST_BYTES = 256 * 1024;
/** Larger pieces come in a flood only, and are not kept after it. */
const MOST_KEPT_BYTES = 2 * 1024 * 1024;
/** Pieces that wait for use: as many as writes are under way at a time. */
const MOST_KEPT = 4;

/**
 * Memory that two threads share, used again and again. Handing over memory of one's own takes the sending thread ten times as
 * long for the same bytes: it is mapped, touched and unmapped anew each time.
 */
export class SharedMemory {
  readonly #free: SharedArrayBuffer[] = [];

  /** Gives a piece of at least so many bytes, with whatever it held before. */
  take(bytes: number): SharedArrayBuffer {
    const found = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
    if (found >= 0) return this.#free.splice(found, 1)[0] as SharedArrayBuffer;
    let size = LEAST_BYTES;
    while (size < bytes) size *= 2;
    return new SharedArrayBuffer(size);
  }

  /** Takes a piece back that nobody reads any more. */
  giveBack(piece: SharedArrayBuffer): void {
    if (piece.byteLength <= MOST_KEPT_BYTES && this.#free.length < MOST_KEPT) this.#free.push(piece);
  }
}
