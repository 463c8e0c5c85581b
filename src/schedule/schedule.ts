import type { Config } from "../config/schema.ts";
import type { Instant, Zone } from "../instant.ts";
import type { Inventory } from "../inventory/schema.ts";
import { parseDay } from "../instant.ts";
import { type CalendarFacts, planCycles } from "./cycles.ts";
import { effortModel } from "./effort.ts";
import { NO_HISTORY, type TrainingHistory } from "./history.ts";
import { outlookOf } from "./readiness.ts";
import type { Cycle, Learned, LeftOutCycle, Sufficiency, Totals } from "./schema.ts";

/** What was read for the schedule beside the data: nothing, by default. */
export interface ScheduleFacts extends Pick<CalendarFacts, "cron" | "blackouts"> {
  readonly history?: TrainingHistory;
}

export interface ScheduleInputs extends ScheduleFacts {
  readonly config: Config;
  readonly now: Instant;
  readonly zone: Zone;
  /** Samples by day. */
  readonly days: Inventory["days"];
  readonly sufficiency: Sufficiency;
}

/** The cycles with what each takes and what data it will have. */
export interface Schedule {
  readonly cycles: Cycle[];
  readonly leftOut: LeftOutCycle[];
  readonly totals: Totals;
  readonly learned: Learned;
}

/**
 * The schedule: its dates, the effort of each cycle by the samples that its data window will hold, and
 * whether these suffice.
 */
export function scheduleOf(inputs: ScheduleInputs): Schedule {
  const { config, now, zone, days, sufficiency, cron, blackouts } = inputs;
  const efforts = effortModel(config, inputs.history ?? NO_HISTORY);
  const outlook = outlookOf({ days, sufficiency, today: zone.dayOf(now) });
  const { cycles: dates, leftOut } = planCycles(config.schedule, now, zone, {
    cron,
    blackouts,
    hoursOf: (type, window) => efforts.of(type, outlook.expectedIn(window)).hours,
  });
  const cycles = dates.map((cycle): Cycle => {
    const { from, to } = cycle.data_window;
    const window = { from: parseDay(from), to: parseDay(to) };
    return {
      ...cycle,
      effort: efforts.of(cycle.type, outlook.expectedIn(window)),
      readiness: outlook.readinessOf(window),
    };
  });
  return { cycles, leftOut, totals: efforts.totals(cycles), learned: efforts.learned };
}
