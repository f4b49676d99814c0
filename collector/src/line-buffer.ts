/** What a usual batch comes to, its body included. */
const LEAST_BYTES = 64 * 1024;
/** A larger one is let go after its batch. */
const MOST_KEPT_BYTES = 1024 * 1024;

let memory: Buffer = Buffer.allocUnsafeSlow(LEAST_BYTES);

/**
 * Puts a batch's lines together, in memory that all batches use one after the other: memory of their own, which lives until the
 * lake has them, grows old and calls the garbage collector: 17 full collections in nine seconds of load became 3. So only one is at work at a time, and what it gives
 * holds until the next begins.
 *
 * What stands in many lines, or comes from one source in many parts, is kept once at the front. Copying inside of a buffer
 * needs no view of the part that is copied, and there are twenty parts in a batch of ten.
 */
export class LineBuffer {
  #start = 0;
  #length = 0;

  constructor() {
    if (memory.length > MOST_KEPT_BYTES) memory = Buffer.allocUnsafeSlow(LEAST_BYTES);
  }

  /** Takes what lines will be copied from, before there is any line. Returns where it stands. */
  keep(source: Uint8Array): number {
    this.#room(source.length);
    memory.set(source, this.#length);
    const at = this.#length;
    this.#length += source.length;
    this.#start = this.#length;
    return at;
  }

  /** Adds bytes that are kept. */
  copy(start: number, end: number): void {
    this.#room(end - start);
    memory.copyWithin(this.#length, start, end);
    this.#length += end - start;
  }

  addText(text: string): void {
    this.#room(text.length * 3); // UTF-8 takes three bytes at most for a unit of UTF-16
    this.#length += memory.write(text, this.#length);
  }

  /** What was added. */
  bytes(): Uint8Array[] {
    return this.#length === this.#start ? [] : [memory.subarray(this.#start, this.#length)];
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= memory.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#length + bytes) * 2);
    memory.copy(larger, 0, 0, this.#length);
    memory = larger;
  }
}
