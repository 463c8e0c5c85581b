/** Where memory is free: the host lets it grow. */
export const BLOCK: usize = __heap_base;

/**
 * Unpacks a block of Snappy, behind the size that it begins with: elements are literals, which are
 * copied from the input, or copies from the output so far. Up to 15 bytes beyond the end of either
 * are read or written.
 *
 * @returns whether the input from `at` to `to` fills the output from `out` to `outTo`, exactly
 */
export function unpackSnappy(at: usize, to: usize, out: usize, outTo: usize): bool {
  const outFrom = out;
  while (at < to) {
    const tag = <usize>load<u8>(at++);
    let length = (tag >> 2) + 1;
    if ((tag & 3) === 0) {
      if (length > 60) {
        // 61 to 64 say that the length less one is in the next one to four bytes.
        const bytes = length - 60;
        length = (load<u32>(at) & (<u32>-1 >> (32 - 8 * <u32>bytes))) + 1;
        at += bytes;
      }
      if (length > to - at || length > outTo - out) return false;
      if (length <= 16) {
        store<u64>(out, load<u64>(at));
        store<u64>(out, load<u64>(at, 8), 8);
      } else memory.copy(out, at, length);
      out += length;
      at += length;
    } else {
      let distance: usize;
      if ((tag & 3) === 1) {
        length = ((tag >> 2) & 7) + 4;
        distance = ((tag >> 5) << 8) | <usize>load<u8>(at);
        at += 1;
      } else if ((tag & 3) === 2) {
        distance = <usize>load<u16>(at);
        at += 2;
      } else {
        distance = <usize>load<u32>(at);
        at += 4;
      }
      if (distance === 0 || distance > out - outFrom || length > outTo - out) return false;
      const end = out + length;
      if (distance < 8) {
        // A copy from nearer than eight bytes repeats within them.
        for (; out < end; out++) store<u8>(out, load<u8>(out - distance));
      } else {
        for (; out < end; out += 8) store<u64>(out, load<u64>(out - distance));
      }
      out = end;
    }
  }
  return at === to && out === outTo;
}
