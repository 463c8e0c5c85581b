import { INTEGERS } from "./range";

/** How many quarter hours can be counted at once: more than seven years. */
export const MOST_QUARTERS: i32 = 1 << 18;
/** Where the host finds how many of the integers lie in each. */
export const QUARTERS: usize = memory.data(4 << 18, 16);

/** 2^11 divides the nanoseconds of a quarter hour; without it a double holds {@link MOST_QUARTERS} of them exactly. */
const NANOS_SHIFT = 11;

/**
 * Counts the first `count` integers by quarter hours.
 *
 * @param units of a quarter hour
 * @param first the quarter hour since 1970 that is counted at {@link QUARTERS}; none of the integers lies before it,
 *   nor {@link MOST_QUARTERS} after it
 */
export function countQuarters(count: i32, units: f64, first: i32): void {
  const start = <i64>units * <i64>first;
  const shift: i64 = units > 1e11 ? NANOS_SHIFT : 0;
  const length = <f64>(<i64>units >> shift);
  const end = INTEGERS + ((<usize>count) << 3);
  for (let at = INTEGERS; at < end; at += 8) {
    const quarter = <i32>(<f64>((load<i64>(at) - start) >> shift) / length);
    const slot = QUARTERS + ((<usize>quarter) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
}
