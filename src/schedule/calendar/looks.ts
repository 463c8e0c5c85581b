/** How many hours, days, weeks the rules of one file may look at: they find a repetition only by looking. */
const MOST_LOOKS = 200_000;
/** Within a month and a year days are looked at, too: each takes as long as so many days one by one. */
const LOOKS: Readonly<Record<string, number>> = { MONTHLY: 10, YEARLY: 5 };

/** What a file's events may still look at: all of them together, or a thousand would take an hour. */
export class Looks {
  #left = MOST_LOOKS;

  /** @throws Error where it was too much */
  take(frequency: string, times = 1): void {
    this.#left -= times * (LOOKS[frequency] ?? 1);
    if (this.#left >= 0) return;
    throw new Error(
      `its repetitions are not found within ${MOST_LOOKS} steps; give it a later beginning`,
    );
  }
}
