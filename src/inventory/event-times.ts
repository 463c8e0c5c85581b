import type { DayNumber, Instant } from "../time/instant.ts";
import type { FileTime } from "./file-time.ts";

/** The times of many files, added up one by one: kept, they would take as much memory as the counts. */
export class EventTimes {
  /** Samples a day, where the days are known. */
  readonly days = new Map<DayNumber, number>();
  /** Samples whose day is known. */
  dated = 0;
  readonly #known = new EventRange();

  add(time: FileTime): void {
    this.#known.add(time);
    for (const [day, samples] of time.days) {
      this.dated += samples;
      this.days.set(day, (this.days.get(day) ?? 0) + samples);
    }
  }

  /** Null where nothing dates any sample. */
  get range(): EventRange | null {
    return this.#known.sources.size > 0 ? this.#known : null;
  }
}

/** When samples happened, at the earliest and the latest, and by what that is known. */
export class EventRange {
  earliest: Instant = Number.POSITIVE_INFINITY;
  latest: Instant = Number.NEGATIVE_INFINITY;
  readonly sources = new Set<string>();

  add({ source, earliest, latest }: FileTime): void {
    this.earliest = Math.min(this.earliest, earliest);
    this.latest = Math.max(this.latest, latest);
    this.sources.add(source);
  }
}
