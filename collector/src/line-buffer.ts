/** Memory of lines is cut from pieces of this size: a piece of its own for each batch costs as much as filling it. */
const SLAB_BYTES = 1024 * 1024;

let slab: Buffer = Buffer.alloc(0);
let used = 0;

/** Gives memory with whatever it held before. It is free again when nobody holds any part of its slab. */
function memory(bytes: number): Buffer {
  if (bytes > SLAB_BYTES / 4) return Buffer.allocUnsafeSlow(bytes);
  if (used + bytes > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  used += bytes;
  return slab.subarray(used - bytes, used);
}

/** Lines put together in one buffer: many small ones, kept until the lake has them, cost the garbage collector dearly. */
export class LineBuffer {
  #bytes: Buffer;
  #length = 0;

  /** @param expected bytes that will probably be needed */
  constructor(expected: number) {
    this.#bytes = memory(expected);
  }

  add(source: Buffer, start = 0, end = source.length): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) {
      const larger = memory(length * 2);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    source.copy(this.#bytes, this.#length, start, end);
    this.#length = length;
  }

  addText(text: string): void {
    this.add(Buffer.from(text));
  }

  /** What was added; nothing may be added behind it. */
  bytes(): Uint8Array[] {
    return this.#length === 0 ? [] : [this.#bytes.subarray(0, this.#length)];
  }
}
