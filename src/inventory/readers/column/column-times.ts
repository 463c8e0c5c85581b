import { type Instant, MICROS_PER_DAY, type Zone } from "../../../time/instant.ts";
import { type TimeReader, timeReader } from "../../../time/time-format.ts";
import {
  addReading,
  type DateReadings,
  decideReading,
  noReadings,
  ORDER_FORMATS,
} from "../../date-readings.ts";
import { instantOfDateNumber, instantOfEpoch, LEAST_NANOS } from "../../epoch.ts";
import type { EventTime, FileCount } from "../../reader.ts";
import { isNoValue, looksLikeDate } from "../../time-column.ts";
import { TimeParser } from "../../time-parser.ts";
import { DayTally } from "./day-tally.ts";
import { findRange, type Int64 } from "./int64-range.ts";
import { QuarterCounts } from "./quarter-counts.ts";

/** How the values of a typed column express time. */
export type TimeType =
  /** Numbers of a stated unit since 1970-01-01, in UTC or on the wall clock of the plan's zone. */
  | { readonly kind: "unit"; readonly unit: TimeUnit; readonly isLocal: boolean }
  /** Numbers whose unit is to be judged by their magnitude. */
  | { readonly kind: "epoch" }
  | { readonly kind: "text" };

export type TimeUnit = "day" | "s" | "ms" | "us" | "ns";

const MICROS_PER_UNIT = { day: MICROS_PER_DAY, s: 1_000_000, ms: 1000, us: 1, ns: 0.001 };
const WORD = 2 ** 32;

/** Values converted at once: few enough that those of a sorted column mostly share a day. */
const BATCH = 1024;
/** Counting by quarter hours pays where there are not many more of them than values. */
const WORTH = 16;

/** Takes in the values of a time column as the file holds them, and tallies their instants. */
export class ColumnTimes {
  readonly tally: DayTally;
  readonly #type: TimeType;
  readonly #batch = new Float64Array(BATCH);
  readonly #toInstant: (local: number) => Instant;
  readonly #parser: TimeParser;
  readonly #zone: Zone;
  /** Where the numbers are instants in one step. */
  readonly #quarters: QuarterCounts | undefined;
  // As the source states it, or an earlier pass has decided it.
  readonly #format: TimeReader | undefined;
  #readings: DateReadings | undefined;
  #unread: string | undefined;

  /** @param format of texts and plain numbers, as the source states it, or {@link decidedFormat} says */
  constructor(type: TimeType, zone: Zone, format?: string) {
    this.tally = new DayTally(zone);
    this.#type = type;
    this.#zone = zone;
    this.#format = format === undefined ? undefined : timeReader(format);
    this.#parser = new TimeParser(zone, format);
    const isLocal = type.kind === "unit" && type.isLocal && zone.name !== "UTC";
    this.#toInstant = isLocal ? localReader(zone) : (instant) => instant;
    if (type.kind === "unit" && !isLocal && type.unit !== "day") {
      this.#quarters = new QuarterCounts(this.tally, 1 / MICROS_PER_UNIT[type.unit]);
    }
  }

  /** 64-bit integers as pairs of words, the low one first; of `words` the first `count` pairs. */
  addInt64s(words: Int32Array, count: number): void {
    const batch = this.#batch;
    for (let from = 0; from < count; from += BATCH) {
      const size = Math.min(BATCH, count - from);
      const some = words.subarray(from * 2, (from + size) * 2);
      // Rows are mostly in the order of time.
      const { min, max } = findRange(some);
      if (this.addBetween(min, max, size)) continue;
      if (this.#countQuarters(size, min, max, count)) continue;
      this.#readInt64s(some, batch);
      this.tally.addAll(batch, size);
    }
    this.#quarters?.flush();
  }

  #countQuarters(size: number, min: Int64, max: Int64, count: number): boolean {
    const [least, greatest] = [min, max].map(({ low, high }) => this.scaleToInstant(low, high));
    return this.#quarters?.add(size, least ?? 0, greatest ?? 0, WORTH * count) ?? false;
  }

  #readInt64s(words: Int32Array, instants: Float64Array): void {
    const type = this.#type;
    const end = words.length;
    if (type.kind !== "unit" || type.unit === "ns") {
      for (let i = 0; i < end; i += 2) {
        instants[i >> 1] = this.scaleToInstant(words[i] as number, words[i + 1] as number);
      }
      return;
    }
    const scale = MICROS_PER_UNIT[type.unit];
    for (let i = 0; i < end; i += 2) {
      instants[i >> 1] = ((words[i + 1] as number) * WORD + ((words[i] as number) >>> 0)) * scale;
    }
    if (!type.isLocal) return;
    const toInstant = this.#toInstant;
    for (let i = 0; i < end >> 1; i++) instants[i] = toInstant(instants[i] as number);
  }

  /** The instant of a 64-bit integer, or NaN. */
  scaleToInstant(low: number, high: number): Instant {
    const type = this.#type;
    const value = high * WORD + (low >>> 0);
    if (type.kind === "unit") {
      return this.#toInstant(
        type.unit === "ns" ? nanosToMicros(low, high) : value * MICROS_PER_UNIT[type.unit],
      );
    }
    // Nanoseconds are beyond what a number holds exactly.
    if (value > 1e17 && value < LEAST_NANOS) return this.#leave(String(value));
    return this.#instantOfPlain(value > 1e17 ? nanosToMicros(low, high) : value);
  }

  /** The instant of a number that is exact: a 32-bit integer or a double. */
  instantOfNumber(value: number): Instant {
    const type = this.#type;
    if (type.kind !== "unit") return this.#instantOfPlain(value);
    return this.#toInstant(value * MICROS_PER_UNIT[type.unit]);
  }

  /** The instant that a text spells, or NaN. */
  instantOfText(bytes: Uint8Array, from: number, to: number): Instant {
    const instant = this.#parser.readInstant(bytes, from, to);
    if (Number.isNaN(instant) && to - from < 64) {
      this.#leave(Buffer.from(bytes.subarray(from, to)).toString().trim());
    }
    return instant;
  }

  /** The instant of a number of no stated unit: an epoch, or a date such as 20250814. */
  #instantOfPlain(value: number): Instant {
    if (this.#format !== undefined) return this.#format(String(value), this.#zone);
    const instant = instantOfEpoch(value) ?? instantOfDateNumber(value, this.#zone);
    return instant ?? this.#leave(String(value));
  }

  #leave(text: string): number {
    if (isNoValue(text)) return Number.NaN;
    this.#unread ??= text;
    const readings = this.#readings ?? noReadings(text);
    if (this.#format === undefined && addReading(readings, text, this.#zone, 1)) {
      this.#readings = readings;
    }
    return Number.NaN;
  }

  /**
   * The format that all values together tell, with which they are to be read again; undefined where
   * they need no other.
   */
  decidedFormat(column: string): string | undefined {
    if (this.#readings === undefined) return undefined;
    const decision = decideReading(this.#readings, column, this.#others(column));
    if (!("order" in decision)) return undefined;
    const { order } = decision;
    // An order of day and month says nothing against times that need none.
    const mayMix = order === "dayFirst" || order === "monthFirst";
    return mayMix || this.eventTime(column) === null ? ORDER_FORMATS[order] : undefined;
  }

  /** Whether values were read without a decision, as a number. */
  #others(column: string): number {
    return this.eventTime(column) === null ? 0 : 1;
  }

  /**
   * The first value that could not be read of a column that may hold the event time; undefined where times
   * were read, or where the values do not look like times.
   *
   * @param configured whether the source names the column: then its values are times, whatever they look like
   */
  unread(column: string, configured: boolean): FileCount["unreadTime"] {
    const value = this.#readings?.first ?? this.#unread;
    if (value === undefined || this.eventTime(column) !== null) return undefined;
    if (!configured && !looksLikeDate(value, column)) return undefined;
    return { column, value: value.slice(0, 40) };
  }

  /**
   * Adds `count` values of which only the least and the greatest are known (a statistic), as 64-bit
   * integers. False where that does not tell the day of each: then the values are to be read.
   */
  addBetween(min: Int64, max: Int64, count: number): boolean {
    const from = this.scaleToInstant(min.low, min.high);
    const to = this.scaleToInstant(max.low, max.high);
    if (!(from <= to) || this.#type.kind === "text") return false;
    if (this.#format !== undefined && this.#type.kind === "epoch") return false;
    const span = toNumber(max) - toNumber(min);
    if (this.#type.kind === "unit") {
      // A change of clocks in between: a skipped time may be read as later than one that follows.
      const { unit, isLocal } = this.#type;
      if (isLocal && unit !== "ns" && to - from !== span * MICROS_PER_UNIT[unit]) return false;
      if (isLocal && unit === "ns" && Math.abs((to - from) * 1000 - span) > 10_000) return false;
    } else if (span > 9 * toNumber(min)) {
      // Epochs of two units: between them lie numbers that are no times.
      return false;
    }
    return this.tally.addWithinDay(from, to, count);
  }

  eventTime(column: string): EventTime | null {
    return this.tally.eventTime(column);
  }

  /** Remarks about the values for readers of the plan. */
  notes(column: string): string[] {
    if (this.#readings === undefined) {
      if (this.#unread === undefined || this.eventTime(column) === null) return [];
      return [
        `column "${column}": some values are not times, such as ${JSON.stringify(this.#unread.slice(0, 40))}`,
      ];
    }
    const decision = decideReading(this.#readings, column, this.#others(column));
    if (!("why" in decision) || !looksLikeDate(this.#readings.first, column)) return [];
    return [
      `column "${column}": ${JSON.stringify(this.#readings.first)} ${decision.why}; state its \`time_format\` under \`sources\``,
    ];
  }
}

function toNumber({ low, high }: Int64): number {
  return high * WORD + (low >>> 0);
}

/**
 * A 64-bit number of nanoseconds, cut to microseconds (towards the past). 2^32 = 4294967 × 1000 + 296,
 * so every intermediate is exact.
 */
function nanosToMicros(low: number, high: number): number {
  return high * 4_294_967 + Math.floor((high * 296 + (low >>> 0)) / 1000);
}

const MICROS_PER_QUARTER = MICROS_PER_DAY / 96;

/** Quarter hours of a block of remembered shifts, and blocks to either side of the first. */
const BLOCK = 4096;
const REACH = 512;

/** zone.fromLocal, remembered by the quarter hour: most columns hold many times of few days. */
function localReader(zone: Zone): (local: number) => Instant {
  const blocks: (Float64Array | undefined)[] = [];
  let base = Number.NaN;
  return (local) => {
    const quarter = Math.floor(local / MICROS_PER_QUARTER);
    if (Number.isNaN(base)) base = (Math.floor(quarter / BLOCK) - REACH) * BLOCK;
    const index = quarter - base;
    if (!(index >= 0 && index < 2 * REACH * BLOCK)) return zone.fromLocal(local);
    let block = blocks[index >> 12];
    if (block === undefined) {
      block = new Float64Array(BLOCK).fill(Number.NaN);
      blocks[index >> 12] = block;
    }
    const known = block[index & (BLOCK - 1)] as number;
    if (!Number.isNaN(known)) return local + known;
    const from = quarter * MICROS_PER_QUARTER;
    const to = from + MICROS_PER_QUARTER - 1;
    const shift = zone.fromLocal(from) - from;
    // Else the clocks change within the quarter: local mean times of old.
    if (zone.fromLocal(to) - to === shift) block[index & (BLOCK - 1)] = shift;
    return zone.fromLocal(local);
  };
}
