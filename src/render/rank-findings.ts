import type { Inventory } from "../inventory/schema.ts";

/** From when to when there are samples, and on which day most of them; null where no day is known. */
export function dayRange(
  days: Inventory["days"],
): { from: string; to: string; most: number; most_on: string } | null {
  const [first] = days;
  if (first === undefined) return null;
  const most = days.reduce((best, day) => (day.samples > best.samples ? day : best));
  return {
    from: first.day,
    to: (days.at(-1) ?? first).day,
    most: most.samples,
    most_on: most.day,
  };
}
