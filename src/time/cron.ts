import { Cron } from "croner";

/**
 * The next time that a cron expression names, strictly after another; both as what a wall clock shows,
 * in microseconds since 1970-01-01T00:00 on that clock. null if there is no such time.
 */
export type CronRule = (after: number) => number | null;

/**
 * Reads a cron expression of five fields, or six with seconds before them; names, steps, `L` and `#`
 * as croner has them. It is asked about a wall clock that never changes: what a zone's clocks do is the
 * zone's own business, in one place for every kind of cadence.
 *
 * @throws Error that says what is wrong, also where it names no time at all (30 February)
 * @example parseCron("0 6 * * 1")(0) // 367200000000, Monday, 5 January 1970, 06:00
 */
export function parseCron(expression: string): CronRule {
  const cron = read(expression);
  const next = (after: number): number | null => {
    const found = cron.nextRun(new Date(Math.floor(after / 1000)));
    return found === null ? null : found.getTime() * 1000;
  };
  if (next(0) === null) throw new Error("names no time that ever comes");
  return next;
}

function read(expression: string): Cron {
  try {
    return new Cron(expression.trim(), { timezone: "UTC", paused: true });
  } catch (error) {
    // "CronPattern: Invalid value for hour: 25"
    throw new Error((error as Error).message.replace(/^\w+: /, "").toLowerCase(), { cause: error });
  }
}
