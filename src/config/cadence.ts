import { type Duration, parseDuration, toDays } from "../time/duration.ts";
import { CADENCES, type Cadence, CRON } from "./choices.ts";

const NAMED: Record<Cadence, Duration> = {
  daily: { months: 0, days: 1, micros: 0 },
  weekly: { months: 0, days: 7, micros: 0 },
  biweekly: { months: 0, days: 14, micros: 0 },
  monthly: { months: 1, days: 0, micros: 0 },
};

/** The cadence that is kept until `auto` has found another. */
export function presentCadence(cadence: string): string {
  return cadence === "auto" ? "weekly" : cadence;
}

/** The time between two cycles of a named cadence or an ISO 8601 duration; of a cron expression null. */
export function cadenceDuration(cadence: string): Duration | null {
  const present = presentCadence(cadence);
  return NAMED[present as Cadence] ?? parseDuration(present) ?? null;
}

export function isCron(cadence: string): boolean {
  return cadenceDuration(cadence) === null && CRON.test(cadence);
}

/**
 * About how many days lie between two cycles. Of a cron expression by counting what its fields name:
 * enough to choose defaults by, and to see that a horizon is too long.
 *
 * @example daysBetween("0 6 * * 1,4") // 3.5
 */
export function daysBetween(cadence: string): number {
  const duration = cadenceDuration(cadence);
  if (duration !== null) return toDays(duration);
  const [minute = "*", hour = "*", dayOfMonth = "*", month = "*", weekday = "*"] = cadence
    .trim()
    .split(/\s+/)
    .slice(-5);
  const times = countTimes(minute, 60) * countTimes(hour, 24);
  const months = countTimes(month, 12) / 12;
  const perDay =
    (isAny(dayOfMonth) ? 0 : countTimes(dayOfMonth, 31) / 30.4) +
    (isAny(weekday) ? 0 : countTimes(weekday, 7) / 7);
  return 1 / (times * months * Math.min(1, perDay || 1));
}

/** The nearest named cadence: its defaults are used for this cadence. */
export function nearestCadence(cadence: string): Cadence {
  const days = Math.log(daysBetween(cadence));
  const distance = (name: Cadence) => Math.abs(Math.log(toDays(NAMED[name])) - days);
  return CADENCES.reduce((best, name) => (distance(name) < distance(best) ? name : best));
}

function isAny(field: string): boolean {
  return field === "*" || field === "?";
}

/** How many values a field names: `*`, `*\/2`, `1-5`, `1,4`. */
function countTimes(field: string, all: number): number {
  const count = field.split(",").reduce((sum, part) => {
    const [range = "", step = "1"] = part.split("/");
    const [from, to] = range.split("-").map(Number);
    const width = isAny(range)
      ? all
      : to === undefined
        ? part.includes("/")
          ? all
          : 1
        : to - (from as number) + 1;
    return (
      sum + Math.max(1, Math.floor((Number.isFinite(width) ? width : 1) / (Number(step) || 1)))
    );
  }, 0);
  return Math.min(all, count);
}
