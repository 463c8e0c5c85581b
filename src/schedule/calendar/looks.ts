import type ICAL from "ical.js";

/** How many days, or what takes as long, the rules of one file may look at: they find by looking. */
const MOST_LOOKS = 100_000;

/** What a file's events may still look at: all of them together, or a thousand would take an hour. */
export class Looks {
  #left = MOST_LOOKS;

  /** @throws Error where it was too much */
  take(rule: ICAL.Recur, times = 1): void {
    this.#left -= times * looksOf(rule);
    if (this.#left >= 0) return;
    throw new Error(
      `its repetitions are not found within ${MOST_LOOKS} steps; give it a later beginning`,
    );
  }
}

/** Measured in days, which ical.js takes 10 microseconds for: within a month it looks at all of them. */
function looksOf({ freq, parts }: ICAL.Recur): number {
  if (freq === "YEARLY") return 5;
  if (freq !== "MONTHLY") return 1;
  return "BYSETPOS" in parts ? 50 : "BYDAY" in parts ? 10 : 2;
}
