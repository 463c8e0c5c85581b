/** Where the host puts the integers for the next call. */
export const INTEGERS: usize = memory.data(4096 * 8, 16);
/** Where it finds the least and the greatest. */
export const RANGE: usize = memory.data(2 * 8, 16);

/** Writes the least and the greatest of the first `count` integers, one at least. */
export function findRange(count: i32): void {
  let least = load<i64>(INTEGERS);
  let greatest = least;
  const end = INTEGERS + ((<usize>count) << 3);
  for (let at = INTEGERS + 8; at < end; at += 8) {
    const value = load<i64>(at);
    least = select(value, least, value < least);
    greatest = select(value, greatest, value > greatest);
  }
  store<i64>(RANGE, least);
  store<i64>(RANGE, greatest, 8);
}
