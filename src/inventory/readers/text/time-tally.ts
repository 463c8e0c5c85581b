import { LETTER_Z, QUOTE } from "../../../ascii.ts";
import type { DayNumber, Instant, Zone } from "../../../instant.ts";
import { MICROS_PER_DAY } from "../../../instant.ts";
import { count } from "../../../quantity.ts";
import type { EventTime, FileCount } from "../../reader.ts";
import { isAmbiguousDate, looksLikeDate, TimeParser } from "../../time-column.ts";
import type { Kernel } from "./kernel.ts";

/** No time takes as many. */
export const MOST_FIELD_BYTES = 128;

/** What a {@link TimeTally} has tallied, to be sent to another thread. */
export interface TimeSum {
  readonly days: ReadonlyMap<DayNumber, number>;
  readonly earliest: Instant;
  readonly latest: Instant;
  readonly timed: number;
  readonly missing: number;
  readonly empty: number;
  readonly unreadable: number;
  readonly firstUnreadable: string | undefined;
  readonly firstAmbiguous: string | undefined;
}

/** What a column of texts says about time: range, samples a day, and what could not be read. */
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
  #firstAmbiguous: string | undefined;

  constructor(zone: Zone) {
    this.#zone = zone;
    this.#parser = new TimeParser(zone);
  }

  /** Counts the value that the bytes `from` (included) to `to` (excluded) spell. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const instant = this.#parser.instantOf(bytes, from, to);
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
    const isQuoted =
      end - from >= 2 && bytes[from] === QUOTE && (isCut || bytes[end - 1] === QUOTE);
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

  /** Whether all samples lack the column, as far as they have been counted here. */
  get isMissing(): boolean {
    return this.#timed + this.#empty + this.#unreadable === 0;
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
      firstAmbiguous: this.#firstAmbiguous,
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
    this.#firstAmbiguous ??= sum.firstAmbiguous;
  }

  /** Whether most of the values are times. */
  get isTime(): boolean {
    return this.#timed > 0 && this.#timed >= this.#unreadable;
  }

  /** Null where most values are not times. */
  eventTime(column: string): EventTime | null {
    if (!this.isTime) return null;
    const days = new Map<DayNumber, number>();
    for (const day of [...this.#days.keys()].sort((a, b) => a - b)) {
      days.set(day, (this.#days.get(day) as Day).samples);
    }
    return {
      column,
      earliest: this.#earliest,
      latest: this.#latest,
      days,
      untimed: this.#missing + this.#empty + this.#unreadable,
    };
  }

  /**
   * The first value of a column that may hold the event time, none of which could be read; undefined where
   * times were read, where there are no values, or where they do not look like times.
   *
   * @param configured whether the source names the column: then its values are times, whatever they look like
   */
  unread(column: string, configured: boolean): FileCount["unreadTime"] {
    const value = this.#firstAmbiguous ?? this.#firstUnreadable;
    if (this.isTime || value === undefined) return undefined;
    if (!configured && !looksLikeDate(value, column)) return undefined;
    return { column, value: value.slice(0, SHOWN_CHARACTERS) };
  }

  /** What a reader should know of a column that was `configured`, or only looked for by its name. */
  notes(column: string, configured: boolean): string[] {
    const notes: string[] = [];
    const name = `column ${JSON.stringify(column)}`;
    if (this.#firstAmbiguous !== undefined) {
      const value = JSON.stringify(this.#firstAmbiguous);
      notes.push(`${name}: ${value} may be day/month or month/day; write ISO 8601`);
    }
    if (this.isTime) {
      if (this.#firstUnreadable !== undefined) notes.push(`${name}: ${this.#unreadableNote()}`);
    } else if (configured && this.#firstUnreadable !== undefined) {
      const value = JSON.stringify(this.#firstUnreadable);
      notes.push(`${name} is not read as event time: ${value} is not a time; write ISO 8601`);
    } else if (this.unread(column, configured) !== undefined) {
      if (this.#firstAmbiguous !== undefined) return notes;
      const value = JSON.stringify(this.#firstUnreadable?.slice(0, SHOWN_CHARACTERS));
      notes.push(
        `${name} looks like the event time, but cannot be read: ${value}; ${WRITE_OR_NAME}`,
      );
    } else if (configured && this.#firstAmbiguous === undefined) {
      notes.push(`${name} is not read as event time: it is empty`);
    }
    return notes;
  }

  /** Counts the values behind the one at `index` that are like it; returns how many there are. */
  #passAlike({ calls, input, spans }: Kernel, index: number): number {
    let from = spans[index * 2] as number;
    let to = spans[index * 2 + 1] as number;
    if (input[from] === QUOTE) {
      from++;
      to--;
    }
    if (to - from < DATE_BYTES) return 0;
    const isZulu = input[to - 1] === LETTER_Z;
    const midnight = this.#parser.midnightOf(input, from, isZulu);
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
    if (/^(|null|none|nan|nat|na|n\/a|\\n)$/i.test(text)) {
      this.#empty++;
      return;
    }
    this.#unreadable++;
    if (isAmbiguousDate(text)) this.#firstAmbiguous ??= text;
    else this.#firstUnreadable ??= text;
  }
}

const SHOWN_CHARACTERS = 40;

const WRITE_OR_NAME = "write ISO 8601, or name another column with `time_column` under `sources`";

// After values that are not alike, so many are not tried.
const PAUSE = 32;

const DATE_BYTES = 10;

interface Day {
  readonly from: Instant;
  readonly to: Instant;
  samples: number;
}
