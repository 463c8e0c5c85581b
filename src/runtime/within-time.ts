import { runInNewContext } from "node:vm";

/** Far more than the largest of honest inputs takes on a slow machine. */
const MOST_SECONDS = 5;

/**
 * Does something that works on what anybody may have written, and ends it where it takes too long; what
 * ends in time is the same on each machine. It may have no effects: they would be half done.
 *
 * @param seconds infinite for work on input that is ours
 * @throws OutOfTime where it takes longer
 */
export function withinTime<T>(work: () => T, seconds: number = MOST_SECONDS): T {
  if (seconds === Number.POSITIVE_INFINITY) return work();
  let outcome: { value: T } | { error: unknown } | null = null;
  const run = () => {
    try {
      outcome = { value: work() };
    } catch (error) {
      outcome = { error };
    }
  };
  try {
    // The one way to end what does not end by itself; the code that runs is ours.
    runInNewContext("run()", { run }, { timeout: seconds * 1000 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new OutOfTime(`takes more than ${seconds} seconds`, { cause: error });
  }
  const ended = outcome as { value: T } | { error: unknown } | null;
  if (ended === null) throw new Error("ended without an outcome");
  if ("error" in ended) throw ended.error;
  return ended.value;
}

export class OutOfTime extends Error {
  override readonly name = "OutOfTime";
}
