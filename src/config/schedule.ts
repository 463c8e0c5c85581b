import { z } from "zod";
import { similarTo } from "../text/similar.ts";
import { DURATION, parseDuration } from "../time/duration.ts";
import { cadenceDuration, daysBetween, isCron } from "./cadence.ts";
import { CADENCE_CHOICES, CADENCE_WORDS, CRON, HORIZON, WEEKDAYS } from "./choices.ts";
import { amount, count, day, text } from "./scalars.ts";

/** More are no plan: a slip of the finger, and minutes of work. */
const MOST_CYCLES = 10_000;

const cadence = z
  .union([z.enum(CADENCE_CHOICES), z.string().regex(DURATION), z.string().regex(CRON)], {
    error: ({ input }) => wordsFor(input),
  })
  .refine((text) => cadenceDuration(text) !== null || CRON.test(text), CADENCE_WORDS)
  .refine((text) => daysBetween(text) >= LEAST_DAYS, "at least an hour between retrainings");

function wordsFor(input: unknown): string {
  const meant = similarTo(String(input), CADENCE_CHOICES);
  return meant === undefined ? CADENCE_WORDS : `a cadence, perhaps "${meant}"`;
}

/** An hour: what begins more often is no retraining that anybody plans. */
const LEAST_DAYS = 1 / 24 - 1e-9;

const HORIZON_WORDS = "a number with d, w, mo or y: 90d, 6mo, 1y";
const LEAD_TIME = 'an ISO 8601 duration: "PT36H" for 36 hours, "P3D" for 3 days';

const dayRange = z
  .strictObject({
    from: day.describe("The first day."),
    to: day.optional().describe("The last day; by default the first."),
    reason: text.optional().describe("Its name in rows and findings."),
  })
  .refine(({ from, to = from }) => from <= to, {
    error: "a day that is not before `from`",
    path: ["to"],
  });

/** When retrainings are held, and which are full. */
export const scheduleSchema = z
  .strictObject({
    cadence: cadence
      .default("weekly")
      .describe(
        "Time between retrainings, by name, as ISO 8601 (P10D), or by cron; `auto` asks `policy`.",
      ),
    anchor: z
      .strictObject({
        weekday: z
          .enum(WEEKDAYS)
          .optional()
          .describe("Of cycles that are weeks apart; of months the first such day."),
        date: day.optional().describe("A date on which a cycle falls; others by the cadence."),
        time: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 06:00")
          .optional()
          .describe("Time of day in the plan's zone; by default that of the plan."),
      })
      .optional()
      .describe("Anchor of the schedule; by default the plan's own time."),
    lead_time: z
      .string(LEAD_TIME)
      .regex(DURATION, LEAD_TIME)
      .refine((text) => parseDuration(text)?.months === 0, 'days and hours such as "P3D"')
      .optional()
      .describe("Training begins so long before the date, on which the model is live."),
    blackouts: z
      .array(z.union([day, dayRange]))
      .optional()
      .describe("Days on which nothing is trained and no model goes live: 2025-10-03, or a range."),
    calendars: z
      .array(text)
      .optional()
      .describe("Files of iCalendar (.ics), whose events are blackouts."),
    blackout_rule: z
      .enum(["after", "before"])
      .default("after")
      .describe("A cycle in a blackout moves to the next free day, or to the last one before."),
    cycles: z.int().min(1).max(MOST_CYCLES).optional().describe("How many to list; by default 6."),
    horizon: z
      .string(HORIZON_WORDS)
      .regex(HORIZON, HORIZON_WORDS)
      .optional()
      .describe("List every cycle in this time instead: 90d, 26w, 6mo, 1y."),
    full_every: count
      .optional()
      .describe(
        "Every n-th cycle is full, counted from the last full training of the history, else beginning with the first; by default what costs least by history and losses, else 4.",
      ),
    full_hours: amount
      .optional()
      .describe("By default learned from the training history; without three such runs 24."),
    incremental_hours: amount
      .optional()
      .describe("By default learned from the training history; without three such runs 8."),
    data_window_days: count
      .max(36_500)
      .optional()
      .describe("By default 7 (daily), 30 (weekly, biweekly) or 90 (monthly)."),
    incremental_window_days: count
      .max(36_500)
      .optional()
      .describe(
        "The last days of the data window that an incremental trains on; by default those since the cycle before, where past incrementals had less than half the samples of full trainings, else all.",
      ),
  })
  .refine((s) => s.cycles === undefined || s.horizon === undefined, {
    error: "either cycles or horizon, not both",
    path: ["horizon"],
  })
  .refine(({ anchor }) => anchor?.weekday === undefined || anchor.date === undefined, {
    error: "either weekday or date, not both",
    path: ["anchor", "date"],
  })
  .refine(({ anchor, cadence }) => anchor === undefined || !isCron(cadence), {
    error: "no anchor beside a cron expression, which says the time itself",
    path: ["anchor"],
  })
  .refine(({ anchor, cadence }) => anchor?.weekday === undefined || hasWeekday(cadence), {
    error: "no weekday where cycles are neither weeks nor months apart",
    path: ["anchor", "weekday"],
  })
  .refine((s) => s.horizon === undefined || cyclesIn(s.horizon, s.cadence) <= MOST_CYCLES, {
    error: `a horizon of at most ${MOST_CYCLES} cycles`,
    path: ["horizon"],
  });

/** About how many cycles a horizon holds; 0 if it is invalid, which another rule reports. */
function cyclesIn(horizon: string, cadence: string): number {
  const [, digits = 0, unit] = HORIZON.exec(horizon) ?? [];
  const days = { d: 1, w: 7, mo: 30.4, y: 365.25 }[unit as "d"] ?? 0;
  return (Number(digits) * days) / daysBetween(cadence);
}

/** Whether cycles are whole weeks, or whole months, apart; of cron expressions another rule speaks. */
function hasWeekday(cadence: string): boolean {
  const duration = cadenceDuration(cadence);
  if (duration === null) return true;
  const { months, days, micros } = duration;
  return micros === 0 && (months === 0 ? days % 7 === 0 : days === 0);
}
