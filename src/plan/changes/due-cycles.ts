import type { Training } from "../../schedule/schema.ts";
import { count, duration, money } from "../../text/quantity.ts";
import { dateWords } from "../../time/date-words.ts";
import { parseDay } from "../../time/instant.ts";
import type { ComparedPlan } from "./earlier.ts";
import type { Changes } from "./schema.ts";

type Cycle = ComparedPlan["schedule"][number];
type DueCycle = Changes["due"][number];

/**
 * The cycles of an earlier plan that came due since, each with the training that was held for it. A training
 * belongs to the cycle whose date is nearest; so one before the date of a cycle still to come was held early.
 */
export function dueCycles(earlier: ComparedPlan, plan: ComparedPlan): DueCycle[] {
  const now = Date.parse(plan.metadata.generated_at);
  const trainings = trainingsSince(earlier, plan);
  const held = new Map<Cycle, Training>();
  for (const training of trainings) {
    const cycle = nearest(earlier.schedule, training);
    // Of several the last stands.
    if (cycle !== undefined) held.set(cycle, training);
  }
  const words = {
    isKnown: plan.current_state.training_history.files.length > 0,
    currency: plan.schedule_totals.currency,
  };
  return earlier.schedule
    .filter((cycle) => held.has(cycle) || Date.parse(cycle.scheduled_at) <= now)
    .map((cycle) => {
      const training = held.get(cycle) ?? null;
      const { scheduled_date: date, type } = cycle;
      const planned = { hours: cycle.estimated_duration_hours, cost: cycle.effort.cost };
      const due = { date, type, planned, training };
      return { ...due, message: describeDueCycle(due, words) };
    });
}

/** Those that the earlier plan did not know, from its day on. */
function trainingsSince(earlier: ComparedPlan, plan: ComparedPlan): Training[] {
  const day = earlier.metadata.generated_at.slice(0, 10);
  const known = new Set(earlier.current_state.trainings.map((each) => JSON.stringify(each)));
  return plan.current_state.trainings.filter(
    (each) => each.date >= day && !known.has(JSON.stringify(each)),
  );
}

function nearest(cycles: readonly Cycle[], { date }: Training): Cycle | undefined {
  const distance = (cycle: Cycle) => Math.abs(parseDay(cycle.scheduled_date) - parseDay(date));
  return cycles.reduce<Cycle | undefined>(
    (best, cycle) => (best === undefined || distance(cycle) < distance(best) ? cycle : best),
    undefined,
  );
}

/** @example "Full training due 22 Sep 2025: held on 21 Sep 2025, 1 day early; 26 h, planned 24 h" */
function describeDueCycle(
  { date, type, planned, training }: Omit<DueCycle, "message">,
  { isKnown, currency }: { isKnown: boolean; currency: string | null },
): string {
  const due = `${TYPES[type]} due ${dateWords(date)}`;
  if (training === null) {
    return isKnown
      ? `${due}: the history has no training for it`
      : `${due}: unknown whether it was held, for no training history was found`;
  }
  const days = parseDay(training.date) - parseDay(date);
  const when = days === 0 ? "" : `, ${count(Math.abs(days), "day")} ${days < 0 ? "early" : "late"}`;
  const other = training.type === type ? "" : ` as ${TYPES[training.type].toLowerCase()}`;
  const cost = (value: number) => money(value, currency);
  return [
    `${due}: held on ${dateWords(training.date)}${when}${other}`,
    ...besidePlanned(training.hours, planned.hours, duration),
    ...besidePlanned(training.cost, planned.cost, cost).map((text) => `cost ${text}`),
  ].join("; ");
}

function besidePlanned(
  actual: number | null,
  planned: number | null,
  shown: (value: number) => string,
): string[] {
  if (actual === null) return [];
  return [`${shown(actual)}${planned === null ? "" : `, planned ${shown(planned)}`}`];
}

const TYPES = { full_retrain: "Full training", incremental: "Incremental training" } as const;
