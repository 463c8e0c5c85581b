import { APOSTROPHE, LETTER_Z, QUOTE } from "../../../text/ascii.ts";
import { count } from "../../../text/quantity.ts";
import type { DayNumber, Instant, Zone } from "../../../time/instant.ts";
import { MICROS_PER_DAY } from "../../../time/instant.ts";
import {
  addReading,
  appendReadings,
  type DateReadings,
  decideReading,
  noReadings,
  ORDER_FORMATS,
  type Reading,
} from "../../date-readings.ts";
import type { EventTime, FileCount } from "../../reader.ts";
import { isNoValue, looksLikeDate } from "../../time-column.ts";
import { TimeParser } from "../../time-parser.ts";
import type { Kernel } from "./kernel.ts";

/** No time takes as many. */
export const MOST_FIELD_BYTES = 128;

/** The counts of a {@link TimeTally}, to be sent to another thread. */
export interface TimeSum {
  readonly days: ReadonlyMap<DayNumber, number>;
  readonly earliest: Instant;
  readonly latest: Instant;
  readonly timed: number;
  readonly missing: number;
  readonly empty: number;
  readonly unreadable: number;
  readonly firstUnreadable: string | undefined;
  readonly readings: DateReadings | null;
}

/** The times in a column of texts: range, samples a day, and the values that could not be read. */
export class TimeTally {
  readonly #zone: Zone;
  readonly #parser: TimeParser;
  readonly #days = new Map<DayNumber, Day>();
  // Neighbouring rows mostly share a day: its bounds spare them the calendar.
  #today: Day = { from: 0, to: 0, samples: 0 };
  #earliest = Number.POSITIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #timed = 0;
  #missing = 0;
  #empty = 0;
  #unreadable = 0;
  #firstUnreadable: string | undefined;
  // Dates whose parts may be in another order, until the whole column tells.
  #readings: DateReadings | null = null;

  /** @param format as the source states it, if it does */
  constructor(zone: Zone, format?: string) {
    this.#zone = zone;
    this.#parser = new TimeParser(zone, format);
  }

  /** Counts the value that the bytes `from` (included) to `to` (excluded) spell. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const instant = this.#parser.readInstant(bytes, from, to);
    if (instant >= this.#today.from && instant < this.#today.to) this.#today.samples++;
    else if (Number.isNaN(instant)) {
      this.#addUnreadable(bytes, from, to);
      return;
    } else this.#enterDay(instant).samples++;
    this.#timed++;
    if (instant < this.#earliest) this.#earliest = instant;
    if (instant > this.#latest) this.#latest = instant;
  }

  /**
   * {@link add} for the field of a delimited text, which quotes may enclose. Of a long one its beginning
   * counts, wherever chunks and parts of the file end.
   */
  addField(bytes: Uint8Array, from: number, to: number): void {
    const isCut = to - from > MOST_FIELD_BYTES;
    const end = isCut ? from + MOST_FIELD_BYTES : to;
    const quote = bytes[from];
    const isQuoted =
      end - from >= 2 &&
      (quote === QUOTE || quote === APOSTROPHE) &&
      (isCut || bytes[end - 1] === quote);
    if (isQuoted) this.add(bytes, from + 1, isCut ? end : end - 1);
    else this.add(bytes, from, end);
  }

  /**
   * Counts what lies at the kernel's spans, from the `first` on. Neighbouring values mostly share a
   * date: then the kernel passes them, else each goes to `addOne`.
   */
  addSpans(
    kernel: Kernel,
    first: number,
    addOne: (bytes: Uint8Array, from: number, to: number) => void,
  ): void {
    const { calls, input, spans } = kernel;
    const count = calls.spanCount();
    let pause = 0;
    for (let index = first; index < count; index++) {
      addOne(input, spans[index * 2] as number, spans[index * 2 + 1] as number);
      if (pause-- > 0) continue;
      const passed = this.#passAlike(kernel, index);
      index += passed;
      pause = passed < PAUSE ? PAUSE : 0;
    }
  }

  /** Counts samples without a value: they lack the column, which others may have. */
  addMissing(count = 1): void {
    this.#missing += count;
  }

  /** Takes back what was added for rows that are no samples: the text of one, or so many without one. */
  withdraw(text: string | undefined, count = 1): void {
    if (text === undefined) this.#missing -= count;
    else if (isNoValue(text.trim())) this.#empty -= count;
    else {
      this.#unreadable -= count;
      if (this.#unreadable <= 0) this.#firstUnreadable = undefined;
    }
  }

  /** Whether a text is read as a time, so that it cannot be taken back. */
  reads(text: string): boolean {
    return (
      !Number.isNaN(this.#parser.instantOfText(text)) ||
      addReading(noReadings(text), text.trim(), this.#zone, 1)
    );
  }

  /** Whether all samples lack the column, as far as they have been counted here. */
  get isMissing(): boolean {
    return this.#timed + this.#empty + this.#unreadable === 0 && this.#readings === null;
  }

  get sum(): TimeSum {
    return {
      days: new Map([...this.#days].map(([number, { samples }]) => [number, samples])),
      earliest: this.#earliest,
      latest: this.#latest,
      timed: this.#timed,
      missing: this.#missing,
      empty: this.#empty,
      unreadable: this.#unreadable,
      firstUnreadable: this.#firstUnreadable,
      readings: this.#readings,
    };
  }

  /** Adds what was tallied elsewhere, of the samples that follow. */
  append(sum: TimeSum): void {
    for (const [number, samples] of sum.days) this.#day(number).samples += samples;
    this.#earliest = Math.min(this.#earliest, sum.earliest);
    this.#latest = Math.max(this.#latest, sum.latest);
    this.#timed += sum.timed;
    this.#missing += sum.missing;
    this.#empty += sum.empty;
    this.#unreadable += sum.unreadable;
    this.#firstUnreadable ??= sum.firstUnreadable;
    if (sum.readings === null) return;
    this.#readings ??= noReadings(sum.readings.first);
    appendReadings(this.#readings, sum.readings);
  }

  /** Whether most of the values are times, by the name of their column. */
  isTime(column: string): boolean {
    const timed = this.#timed + (this.#decided(column)?.reading.timed ?? 0);
    return timed > 0 && timed * 2 >= this.#timed + this.#unreadable + (this.#readings?.values ?? 0);
  }

  /** Null where most values are not times. */
  eventTime(column: string): EventTime | null {
    if (!this.isTime(column)) return null;
    const { reading } = this.#decided(column) ?? { reading: null };
    const counts = new Map([...this.#days].map(([number, { samples }]) => [number, samples]));
    for (const [day, samples] of reading?.days ?? []) {
      counts.set(day, (counts.get(day) ?? 0) + samples);
    }
    const unread = (this.#readings?.values ?? 0) - (reading?.timed ?? 0);
    return {
      column,
      earliest: Math.min(this.#earliest, reading?.earliest ?? this.#earliest),
      latest: Math.max(this.#latest, reading?.latest ?? this.#latest),
      days: new Map([...counts].sort(([a], [b]) => a - b)),
      untimed: this.#missing + this.#empty + this.#unreadable + unread,
    };
  }

  /** The format in which most of a column's times are, where it had to be decided; see `time_format`. */
  format(column: string): string | undefined {
    const decided = this.#decided(column);
    return decided && ORDER_FORMATS[decided.order];
  }

  #decided(column: string): { order: keyof typeof ORDER_FORMATS; reading: Reading } | undefined {
    if (this.#readings === null) return undefined;
    const decision = decideReading(this.#readings, column, this.#timed);
    return "order" in decision
      ? { order: decision.order, reading: this.#readings[decision.order] }
      : undefined;
  }

  /**
   * The first value of a column that may hold the event time, none of which could be read; undefined where
   * times were read, where there are no values, or where they do not look like times.
   *
   * @param configured whether the source names the column: then its values are times, whatever they look like
   */
  unread(column: string, configured: boolean): FileCount["unreadTime"] {
    const value = this.#readings?.first ?? this.#firstUnreadable;
    if (this.isTime(column) || value === undefined) return undefined;
    if (!configured && !looksLikeDate(value, column)) return undefined;
    return { column, value: value.slice(0, SHOWN_CHARACTERS) };
  }

  /** Remarks for readers about a column that was `configured`, or only found by its name. */
  notes(column: string, configured: boolean): string[] {
    const name = `column ${JSON.stringify(column)}`;
    if (this.#readings !== null && this.#decided(column) === undefined) {
      const { first } = this.#readings;
      const decision = decideReading(this.#readings, column, this.#timed);
      const why = "why" in decision ? decision.why : "";
      if (!configured && !this.isTime(column) && !looksLikeDate(first, column)) return [];
      return [`${name}: ${JSON.stringify(first)} ${why}; ${STATE_FORMAT}`];
    }
    if (this.isTime(column)) {
      return this.#firstUnreadable === undefined ? [] : [`${name}: ${this.#unreadableNote()}`];
    }
    if (configured && this.#firstUnreadable !== undefined) {
      const value = JSON.stringify(this.#firstUnreadable);
      return [`${name} is not read as event time: ${value} is not a time; ${STATE_FORMAT}`];
    }
    if (this.unread(column, configured) !== undefined) {
      const value = JSON.stringify(this.#firstUnreadable?.slice(0, SHOWN_CHARACTERS));
      return [`${name} looks like the event time, but cannot be read: ${value}; ${STATE_FORMAT}`];
    }
    return configured ? [`${name} is not read as event time: it is empty`] : [];
  }

  /** Counts the values behind the one at `index` that are like it; returns how many there are. */
  #passAlike({ calls, input, spans }: Kernel, index: number): number {
    let from = spans[index * 2] as number;
    let to = spans[index * 2 + 1] as number;
    if (input[from] === QUOTE) {
      from++;
      to--;
    }
    if (to - from < DATE_BYTES || this.#parser.isStated) return 0;
    const isZulu = input[to - 1] === LETTER_Z;
    const midnight = this.#parser.readMidnight(input, from, isZulu);
    const today = this.#today;
    const passed = calls.passTimes(index, today.from - midnight, today.to - midnight, isZulu);
    if (passed === 0) return 0;
    today.samples += passed;
    this.#timed += passed;
    this.#earliest = Math.min(this.#earliest, midnight + calls.earliest.value);
    this.#latest = Math.max(this.#latest, midnight + calls.latest.value);
    return passed;
  }

  #unreadableNote(): string {
    const first = JSON.stringify(this.#firstUnreadable);
    return this.#unreadable === 1
      ? `${first} is not a time`
      : `${count(this.#unreadable, "value")} are not times, such as ${first}`;
  }

  #enterDay(instant: Instant): Day {
    this.#today = this.#day(this.#zone.dayOf(instant));
    return this.#today;
  }

  #day(number: DayNumber): Day {
    let day = this.#days.get(number);
    if (day === undefined) {
      day = {
        from: this.#zone.fromLocal(number * MICROS_PER_DAY),
        to: this.#zone.fromLocal((number + 1) * MICROS_PER_DAY),
        samples: 0,
      };
      this.#days.set(number, day);
    }
    return day;
  }

  #addUnreadable(bytes: Uint8Array, from: number, to: number): void {
    const text = new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + 60))).trim();
    if (isNoValue(text)) {
      this.#empty++;
      return;
    }
    if (!this.#parser.isStated) {
      const readings = this.#readings ?? noReadings(text);
      if (addReading(readings, text, this.#zone, 1)) {
        this.#readings = readings;
        return;
      }
    }
    this.#unreadable++;
    this.#firstUnreadable ??= text;
  }
}

const SHOWN_CHARACTERS = 40;

const STATE_FORMAT = "state its `time_format`, or another `time_column`, under `sources`";

// After values that are not alike, so many are not tried.
const PAUSE = 32;

const DATE_BYTES = 10;

interface Day {
  readonly from: Instant;
  readonly to: Instant;
  samples: number;
}
