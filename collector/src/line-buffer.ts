/** Lines put together in one buffer: many small ones, kept until the lake has them, cost the garbage collector dearly. */
export class LineBuffer {
  #bytes: Buffer;
  #length = 0;

  /** @param expected bytes that will probably be needed */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(expected);
  }

  add(source: Uint8Array): void {
    const length = this.#length + source.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(length * 2);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(source, this.#length);
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
