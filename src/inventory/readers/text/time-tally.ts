import type { DayNumber, Instant, Zone } from "../../../instant.ts";
import { MICROS_PER_DAY } from "../../../instant.ts";
import { count } from "../../../quantity.ts";
import type { EventTime } from "../../reader.ts";
import { isAmbiguousDate, TimeParser } from "../../time-column.ts";

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

  /** Counts a sample without a value. */
  addMissing(): void {
    this.#empty++;
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
      untimed: this.#empty + this.#unreadable,
    };
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
    } else if (configured && this.#firstAmbiguous === undefined) {
      notes.push(`${name} is not read as event time: it is empty`);
    }
    return notes;
  }

  #unreadableNote(): string {
    const first = JSON.stringify(this.#firstUnreadable);
    return this.#unreadable === 1
      ? `${first} is not a time`
      : `${count(this.#unreadable, "value")} are not times, such as ${first}`;
  }

  #enterDay(instant: Instant): Day {
    const number = this.#zone.dayOf(instant);
    let day = this.#days.get(number);
    if (day === undefined) {
      day = {
        from: this.#zone.fromLocal(number * MICROS_PER_DAY),
        to: this.#zone.fromLocal((number + 1) * MICROS_PER_DAY),
        samples: 0,
      };
      this.#days.set(number, day);
    }
    this.#today = day;
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

interface Day {
  readonly from: Instant;
  readonly to: Instant;
  samples: number;
}
