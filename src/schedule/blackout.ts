import type { Config } from "../config/schema.ts";
import { dateWords } from "../time/date-words.ts";
import { formatDay, type Instant, MICROS_PER_DAY, parseDay, type Zone } from "../time/instant.ts";

/** A time in which nothing is trained and no model goes live. */
export interface Blackout {
  readonly from: Instant;
  /** The first instant after it. */
  readonly to: Instant;
  /** Its name and dates, for people: "change freeze (20 Dec 2025 to 2 Jan 2026)". */
  readonly reason: string;
}

/** The configured ranges and single days, in the plan's zone, in the order of time. */
export function configuredBlackouts(
  { blackouts = [] }: Config["schedule"],
  zone: Zone,
): Blackout[] {
  return blackouts
    .map((blackout) => (typeof blackout === "string" ? { from: blackout } : blackout))
    .map(({ from, to = from, reason = "blackout" }) => wholeDays(from, to, reason, zone))
    .sort((a, b) => a.from - b.from);
}

/** @param to the last day */
export function wholeDays(from: string, to: string, name: string, zone: Zone): Blackout {
  const start = (day: number) => zone.fromLocal(day * MICROS_PER_DAY);
  const last = parseDay(to);
  const range =
    from === to ? dateWords(from) : `${dateWords(from)} to ${dateWords(formatDay(last))}`;
  return { from: start(parseDay(from)), to: start(last + 1), reason: `${name} (${range})` };
}
