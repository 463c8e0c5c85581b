/** The steps that the rules and zones of one file may take. */
const MOST_LOOKS = 5_000_000;
/** The steps that each time of a rule takes. */
export const FOUND = 200;

/** The remaining steps of a file's events: all of them together, or a thousand would take an hour. */
export class Looks {
  #left = MOST_LOOKS;

  /** @throws Error where it was too much */
  take(times = 1): void {
    this.#left -= times;
    if (this.#left >= 0) return;
    throw new Error(
      `its repetitions are not found within ${MOST_LOOKS} steps; give it a later beginning`,
    );
  }
}
