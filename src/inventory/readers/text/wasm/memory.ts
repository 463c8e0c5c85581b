// Where the host and the module meet. Nothing here grows: memory is laid out when it is compiled.

/** The host writes the input of the next call here; behind it at least {@link PADDING} bytes that it chooses. */
export const INPUT_BYTES: i32 = 1 << 18;
const PADDING: i32 = 64;
export const INPUT: usize = memory.data(INPUT_BYTES + PADDING, 16);

/** Spans of the input as pairs of 32-bit offsets: `from` (included), `to` (excluded). */
export const SPANS_LIMIT: i32 = 1 << 13;
export const SPANS: usize = memory.data(SPANS_LIMIT * 8, 16);

let spans: i32 = 0;

export function clearSpans(): void {
  spans = 0;
}

export function spanCount(): i32 {
  return spans;
}

export function addSpan(from: i32, to: i32): void {
  const at = SPANS + ((<usize>spans) << 3);
  store<i32>(at, from);
  store<i32>(at, to, 4);
  spans++;
}

export function spanFrom(index: i32): i32 {
  return load<i32>(SPANS + ((<usize>index) << 3));
}

export function spanTo(index: i32): i32 {
  return load<i32>(SPANS + ((<usize>index) << 3), 4);
}
