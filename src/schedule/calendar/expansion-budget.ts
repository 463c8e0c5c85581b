/** The steps that the rules and zones of one file may take. */
const MOST_STEPS = 5_000_000;
/** The steps that each time of a rule takes. */
export const STEPS_PER_TIME = 100;

/** The remaining steps of a file's events: all of them together, or a thousand would take an hour. */
export class ExpansionBudget {
  #left = MOST_STEPS;

  /** @throws Error where it was too much */
  take(times = 1): void {
    this.#left -= times;
    if (this.#left >= 0) return;
    throw new Error(
      `its repetitions are not found within ${MOST_STEPS} steps; give it a later beginning`,
    );
  }
}
