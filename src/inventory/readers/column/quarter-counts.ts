import type { Instant } from "../../../time/instant.ts";
import { type DayTally, MICROS_PER_QUARTER } from "./day-tally.ts";
import { sharedKernel } from "./kernel.ts";

/**
 * Counts 64-bit integers by quarter hours where {@link findRange} has left them, and hands the counts to a tally.
 * {@link flush} has to be called before another reader uses the kernel.
 */
export class QuarterCounts {
  readonly #tally: DayTally;
  readonly #units: number;
  #first = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  /** @param units of the integers in a microsecond: a thousandth for milliseconds */
  constructor(tally: DayTally, units: number) {
    this.#tally = tally;
    this.#units = units * MICROS_PER_QUARTER;
  }

  /**
   * Counts the integers in the kernel.
   *
   * @param count how many they are
   * @param least their instant
   * @param greatest their instant
   * @param worth how many quarter hours may lie between them: each of these is looked at once more
   * @returns false where they cannot be counted so
   */
  add(count: number, least: Instant, greatest: Instant, worth: number): boolean {
    const from = Math.min(this.#from, Math.floor(least / MICROS_PER_QUARTER));
    const to = Math.max(this.#to, Math.floor(greatest / MICROS_PER_QUARTER));
    const kernel = sharedKernel();
    const most = kernel.MOST_QUARTERS.value;
    if (!(to - from < Math.min(worth, most)) || !this.#tally.hasQuarters(from, to)) return false;
    if (this.#from > this.#to) this.#first = to - (most >> 1);
    if (from < this.#first || to >= this.#first + most) return false;
    this.#from = from;
    this.#to = to;
    kernel.countQuarters(count, this.#units, this.#first);
    this.#tally.widen(least, greatest);
    return true;
  }

  /** Hands on what was counted. */
  flush(): void {
    if (this.#from > this.#to) return;
    const { memory, QUARTERS } = sharedKernel();
    const size = this.#to - this.#from + 1;
    const counts = new Uint32Array(
      memory.buffer,
      QUARTERS.value + 4 * (this.#from - this.#first),
      size,
    );
    this.#tally.addQuarters(this.#from, counts);
    counts.fill(0);
    this.#from = Number.POSITIVE_INFINITY;
    this.#to = Number.NEGATIVE_INFINITY;
  }
}
