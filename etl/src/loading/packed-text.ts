/** Bytes of texts are cut from pieces of memory of this size: some thousand rows share one, and end together. */
const SLAB_BYTES = 1024 * 1024;
/** UTF-8 takes three bytes at most for what JavaScript counts as one character. */
const MAX_BYTES_A_CHAR = 3;

let slab = Buffer.alloc(0);
let used = 0;

/**
 * A text as bytes of UTF-8 outside of V8's heap. Rows wait for their COPY by ten thousands: as texts, each of which V8 holds as
 * hundreds of pieces, they kept the garbage collector busy.
 */
export function packedText(text: string): Buffer {
  const most = text.length * MAX_BYTES_A_CHAR;
  if (slab.length - used < most) {
    slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, most));
    used = 0;
  }
  const start = used;
  used += slab.write(text, start);
  return slab.subarray(start, used);
}
