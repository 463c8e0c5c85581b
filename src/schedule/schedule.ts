import type { Config } from "../config/schema.ts";
import { type DayNumber, formatDay, type Instant, parseDay, type Zone } from "../time/instant.ts";
import { type CalendarFacts, placeRules, planCycles } from "./cycles.ts";
import { effortModel } from "./effort.ts";
import type { Window } from "./fit-cycle.ts";
import { NO_HISTORY, type TrainingHistory } from "./history.ts";
import { findProspect } from "./prospect.ts";
import { buildOutlook } from "./readiness.ts";
import type { CycleType, Schedule } from "./schema.ts";
import { sinceFull } from "./since-full.ts";
import type { TrainingData } from "./training-data.ts";

/** The facts for the schedule beside the data: empty by default. */
export interface ScheduleFacts
  extends Pick<CalendarFacts, "cron" | "blackouts" | "blackoutsUntil" | "kinds" | "retrainNow"> {
  readonly history?: TrainingHistory;
}

export interface ScheduleInputs extends ScheduleFacts {
  readonly config: Config;
  readonly now: Instant;
  readonly zone: Zone;
  readonly data: Pick<TrainingData, "days" | "timelessSamples" | "isDecided" | "sufficiency"> &
    Partial<Pick<TrainingData, "supply">>;
  readonly columnChanges?: CalendarFacts["columnChanges"];
}

/**
 * The schedule: its dates, the effort of each cycle by the samples that its data window will hold, and
 * whether these suffice.
 */
export function buildSchedule(inputs: ScheduleInputs): Schedule {
  const { config, now, zone, data, cron, blackouts, kinds, retrainNow } = inputs;
  const { blackoutsUntil, columnChanges } = inputs;
  const history = inputs.history ?? NO_HISTORY;
  const efforts = effortModel(config, history);
  const since = sinceFull(history.runs, zone);
  const outlook = buildOutlook({ ...data, today: zone.dayOf(now) });
  const { cycles: dates, leftOut } = planCycles(config.schedule, now, zone, {
    cron,
    blackouts,
    blackoutsUntil,
    kinds,
    retrainNow,
    trainsOnNew: efforts.trainsOnNew,
    sinceFull: since,
    columnChanges,
    hoursOf: (type, window) => efforts.of(type, outlook.expectedIn(window)).hours,
  });
  const { notBefore, nextType } = nextTraining(config, history, zone, dates[0]?.type);
  const prospect = findProspect(
    now,
    {
      ...placeRules(config.schedule, zone, blackouts),
      hoursOf: (window) => efforts.of(nextType, outlook.expectedIn(window)).hours,
    },
    outlook,
    { until: blackoutsUntil, notBefore },
  );
  const planned = dates.map((dates) => {
    const expected = outlook.expectedIn(toWindow(dates.training_window));
    const effort = efforts.of(dates.type, expected);
    const { data_window: window, scheduled_date: on } = dates;
    const readiness = outlook.judgeReadiness(toWindow(window), parseDay(on));
    return { dates, type: dates.type, expected, effort, readiness };
  });
  return {
    cycles: planned.map(({ dates, effort, readiness }) => ({ ...dates, effort, readiness })),
    leftOut,
    totals: efforts.totals(planned),
    learned: efforts.learned,
    prospect,
    lastFull: since && { date: formatDay(since.fullOn), incrementals: since.incrementals },
  };
}

/** The type of a training on another day than the calendar's, and the first day that the cool-down allows. */
function nextTraining(
  { policy }: Config,
  { runs }: TrainingHistory,
  zone: Zone,
  type: CycleType = "full_retrain",
): { notBefore: DayNumber; nextType: CycleType } {
  const last = runs.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...runs.map(({ at }) => at));
  const notBefore = runs.length === 0 ? last : zone.dayOf(last) + Math.ceil(policy.cool_down_days);
  return { notBefore, nextType: type };
}

function toWindow({ from, to }: Schedule["cycles"][number]["data_window"]): Window {
  return { from: parseDay(from), to: parseDay(to) };
}
