import { FileProblem } from "../../reader.ts";
import { sharedKernel } from "../column/kernel.ts";

/**
 * Unpacks a block of Snappy to exactly `size` bytes: see column/wasm/snappy.ts.
 *
 * Source: https://github.com/google/snappy/blob/main/format_description.txt
 *
 * @returns the bytes, in a buffer that the next call writes over
 * @throws FileProblem where the block is corrupt, or holds more or less
 */
export function unpackSnappy(packed: Uint8Array, size: number): Uint8Array {
  const { stated, from } = readSize(packed);
  if (stated !== size) throw corrupt(`states ${stated} bytes instead of ${size}`);
  const kernel = sharedKernel();
  const { memory } = kernel;
  const at = kernel.BLOCK.value;
  const to = at + packed.length;
  // Typed arrays want their values at addresses of eight bytes.
  const out = Math.ceil((to + MARGIN_BYTES) / 8) * 8;
  const missing = out + size + MARGIN_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  new Uint8Array(memory.buffer).set(packed, at);
  const isWhole = kernel.unpackSnappy(at + from, to, out, out + size);
  if (!isWhole) throw corrupt("does not hold what it states");
  return new Uint8Array(memory.buffer, out, size);
}

const PAGE_BYTES = 65_536;
/** The bytes that may be read and written beyond an end. */
const MARGIN_BYTES = 16;

/** A block begins with its unpacked size, seven bits a byte. */
function readSize(packed: Uint8Array): { stated: number; from: number } {
  let stated = 0;
  for (let i = 0; i < 5; i++) {
    const byte = packed[i];
    if (byte === undefined) break;
    stated += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { stated, from: i + 1 };
  }
  throw corrupt("does not state its size");
}

function corrupt(what: string): FileProblem {
  return new FileProblem(`corrupt: a page of Snappy ${what}`);
}
