import { type DayNumber, type Instant, MICROS_PER_DAY, type Zone } from "../../../time/instant.ts";
import type { EventTime } from "../../reader.ts";

export const MICROS_PER_QUARTER = MICROS_PER_DAY / 96;
/** Quarter hours a block counts: 43 days. */
const BLOCK = 4096;
/** Blocks around the first instant: 30 years to either side. Instants farther away are counted slowly. */
const BLOCKS = 512;
/** The range of a Date, and with it of every zone computation. */
const MAX_INSTANT = 8.64e18;
const MAX_QUARTER = MAX_INSTANT / MICROS_PER_QUARTER - 1;

/**
 * Earliest, latest and samples a day of the instants added, in any order. Counts by quarter hours,
 * on which zones change, and asks the zone at the end: once a quarter, not once a sample.
 */
export class DayTally {
  readonly #zone: Zone;
  readonly #days = new Map<DayNumber, number>();
  readonly #blocks: (Float64Array | undefined)[] = [];
  /** The quarter hour at which the first block begins; unknown before the first instant. */
  #base = Number.NaN;
  #earliest = Number.POSITIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #untimed = 0;

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /** Adds `count` samples at one instant; NaN stands for a time that could not be read. */
  add(instant: Instant, count: number): void {
    const index = Math.floor(instant / MICROS_PER_QUARTER) - this.#base;
    // False for NaN, too.
    if (index >= 0 && index < BLOCKS * BLOCK) {
      const block = this.#blocks[index >> 12];
      if (block !== undefined) {
        block[index & (BLOCK - 1)] = (block[index & (BLOCK - 1)] as number) + count;
        if (instant < this.#earliest) this.#earliest = instant;
        if (instant > this.#latest) this.#latest = instant;
        return;
      }
    }
    this.#addElsewhere(instant, count);
  }

  /** Whether days are whole quarter hours from one to another, both counted since 1970. */
  hasQuarters(from: number, to: number): boolean {
    if (!(Math.abs(from) <= MAX_QUARTER && Math.abs(to) <= MAX_QUARTER)) return false;
    this.#setBase(from);
    const [first, last] = [from, to].map((quarter) => Math.floor((quarter - this.#base) / BLOCK));
    for (let block = first as number; block <= (last as number); block++) {
      if (!this.#hasBlock(block)) return false;
    }
    return true;
  }

  /**
   * Adds samples by quarter hours, of which {@link hasQuarters} is true; whoever adds them also says in which range
   * they lie.
   *
   * @param from the first of the quarter hours, counted since 1970
   */
  addQuarters(from: number, counts: Uint32Array): void {
    const start = from - this.#base;
    for (let i = 0; i < counts.length; i++) {
      const index = start + i;
      const block = this.#blocks[index >> 12] as Float64Array;
      block[index & (BLOCK - 1)] = (block[index & (BLOCK - 1)] as number) + (counts[i] as number);
    }
  }

  /** The samples lie between these instants, too. */
  widen(least: Instant, greatest: Instant): void {
    if (least < this.#earliest) this.#earliest = least;
    if (greatest > this.#latest) this.#latest = greatest;
  }

  /** Adds one sample at each of the first `count` of `instants`. */
  addAll(instants: Float64Array, count: number): void {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let areAll = true;
    for (let i = 0; i < count; i++) {
      const instant = instants[i] as number;
      if (instant < min) min = instant;
      if (instant > max) max = instant;
      if (Number.isNaN(instant)) areAll = false;
    }
    const base = this.#base;
    const blocks = this.#blocks;
    // Where one is out of reach, each is judged for itself.
    if (!areAll || min < -MAX_INSTANT || max > MAX_INSTANT) {
      for (let i = 0; i < count; i++) this.add(instants[i] as number, 1);
      return;
    }
    if (min < this.#earliest) this.#earliest = min;
    if (max > this.#latest) this.#latest = max;
    for (let i = 0; i < count; i++) {
      const instant = instants[i] as number;
      const index = Math.floor(instant / MICROS_PER_QUARTER) - base;
      const block = index >= 0 && index < BLOCKS * BLOCK ? blocks[index >> 12] : undefined;
      if (block === undefined) this.add(instant, 1);
      else block[index & (BLOCK - 1)] = (block[index & (BLOCK - 1)] as number) + 1;
    }
  }

  /**
   * Adds `count` samples that lie between two instants of one day; false where these are of two, or
   * the clocks change between them (which, at a minute past midnight, may bring yesterday back).
   */
  addWithinDay(from: Instant, to: Instant, count: number): boolean {
    if (!(Math.abs(from) <= MAX_INSTANT && Math.abs(to) <= MAX_INSTANT)) return false;
    const day = this.#zone.dayOf(from);
    if (this.#zone.dayOf(to) !== day) return false;
    if (this.#zone.offsetAt(from) !== this.#zone.offsetAt(to)) return false;
    this.#note(from, to, day, count);
    return true;
  }

  /** Adds samples whose time is empty or could not be read. */
  addUntimed(count: number): void {
    this.#untimed += count;
  }

  /** The sum of the added values, or null if no value had a time. */
  eventTime(column: string): EventTime | null {
    this.#settle();
    if (this.#days.size === 0) return null;
    return {
      column,
      earliest: this.#earliest,
      latest: this.#latest,
      days: new Map([...this.#days].sort(([a], [b]) => a - b)),
      untimed: this.#untimed,
    };
  }

  #addElsewhere(instant: Instant, count: number): void {
    if (count === 0) return;
    if (!(Math.abs(instant) <= MAX_INSTANT)) {
      this.#untimed += count;
      return;
    }
    const quarter = Math.floor(instant / MICROS_PER_QUARTER);
    this.#setBase(quarter);
    if (this.#hasBlock(Math.floor((quarter - this.#base) / BLOCK))) this.add(instant, count);
    else this.#note(instant, instant, this.#zone.dayOf(instant), count);
  }

  /** Begins the blocks about the first quarter hour that is met. */
  #setBase(quarter: number): void {
    if (!Number.isNaN(this.#base)) return;
    this.#base = (Math.floor(quarter / BLOCK) - BLOCKS / 2) * BLOCK;
  }

  /** Whether there is such a block, which is made where it may be. */
  #hasBlock(block: number): boolean {
    if (this.#blocks[block] !== undefined) return true;
    if (!(block >= 0 && block < BLOCKS && this.#hasWholeQuarters(block))) return false;
    this.#blocks[block] = new Float64Array(BLOCK);
    return true;
  }

  /**
   * Whether midnight falls on a quarter hour: so it does everywhere since 1972, but not on the local
   * mean times of old.
   */
  #hasWholeQuarters(block: number): boolean {
    const from = (this.#base + block * BLOCK) * MICROS_PER_QUARTER;
    const length = BLOCK * MICROS_PER_QUARTER;
    return [from, from + length / 2, from + length].every(
      (instant) => this.#zone.offsetAt(instant) % MICROS_PER_QUARTER === 0,
    );
  }

  #note(from: Instant, to: Instant, day: DayNumber, count: number): void {
    if (count === 0) return;
    this.widen(from, to);
    this.#days.set(day, (this.#days.get(day) ?? 0) + count);
  }

  /** Moves the counts by quarter hour to the days. */
  #settle(): void {
    for (const [index, block] of this.#blocks.entries()) {
      if (block === undefined) continue;
      const from = this.#base + index * BLOCK;
      const first = Math.max(0, Math.floor(this.#earliest / MICROS_PER_QUARTER) - from);
      const last = Math.min(BLOCK - 1, Math.floor(this.#latest / MICROS_PER_QUARTER) - from);
      for (let i = first; i <= last; ) {
        const end = Math.min(last + 1, i + this.#quartersOfDay(from + i));
        let count = 0;
        const day = this.#zone.dayOf((from + i) * MICROS_PER_QUARTER);
        for (; i < end; i++) count += block[i] as number;
        if (count > 0) this.#days.set(day, (this.#days.get(day) ?? 0) + count);
      }
      block.fill(0);
    }
  }

  /** How many quarter hours from this one on certainly belong to its day: one where the clocks change. */
  #quartersOfDay(quarter: number): number {
    const instant = quarter * MICROS_PER_QUARTER;
    const offset = this.#zone.offsetAt(instant);
    const local = instant + offset;
    const rest = local - Math.floor(local / MICROS_PER_DAY) * MICROS_PER_DAY;
    const left = Math.max(1, 96 - Math.floor(rest / MICROS_PER_QUARTER));
    const isSame = this.#zone.offsetAt(instant + (left - 1) * MICROS_PER_QUARTER) === offset;
    return isSame ? left : 1;
  }
}
