import { z } from "zod";

const instant = z.iso.datetime({ offset: true });
const day = z.iso.date();
const interval = z.tuple([z.number(), z.number()]);

const rule = z
  .enum(["blackout", "running", "lead_time", "retrain_now", "cool_down"])
  .describe(
    "A blackout; the cycle before, which still trains; a training to begin in the past; a model in production that costs more than a retraining; or one too young to be retrained.",
  );

const moved = z.object({
  from: instant.describe("When it was due."),
  rule,
  by: z.string().describe("The obstacle."),
});

const cycleDates = z.object({
  cycle: z.int().min(1),
  scheduled_date: day.describe("In the plan's zone."),
  scheduled_at: instant.describe(
    "When the new model is to be live, or training begins without lead time.",
  ),
  period: z
    .string()
    .describe("The day, week or month in which it is due: the same in every plan, whenever made."),
  starts_at: instant.describe("When training begins: `scheduled_at` less the lead time."),
  ends_at: instant.describe("When training is over, as estimated."),
  type: z.enum(["full_retrain", "incremental"]),
  type_reason: z.string().describe("Why it is full, or incremental."),
  moved: moved.nullable().describe("Why it is not held when it is due; null where it is."),
  estimated_duration_hours: z.number(),
  data_window_days: z.int(),
  data_window: z
    .object({ from: day, to: day })
    .describe("The days that must hold enough samples; `to` is the day before its training."),
  training_window: z
    .object({ from: day, to: day })
    .describe(
      "The days of it whose samples it trains on: of an incremental perhaps the last ones.",
    ),
});

export const leftOutCycleSchema = z
  .object({ due_at: instant, period: z.string(), rule, by: z.string() })
  .describe("A due cycle for which no day is free before the next one.");

const effortSchema = z.object({
  hours: z.number().describe("As `estimated_duration_hours`."),
  duration_basis: z
    .enum(["configured", "history", "default"])
    .describe("The basis of the estimated hours."),
  duration_interval_hours: interval.nullable().describe("80 %; null without a history."),
  samples: z
    .number()
    .nullable()
    .describe("For so many it is estimated: those expected; null for what was usual."),
  extrapolated: z.boolean().describe("These are outside of what the history holds."),
  gpus: z.number().nullable(),
  gpu_hours: z.number().nullable(),
  storage_gb: z.number(),
  cost: z.number().nullable().describe("null where neither prices nor a history tell."),
  cost_interval: interval.nullable().describe("80 %."),
  cost_basis: z.enum(["prices", "history"]).nullable(),
  energy_kwh: z.number().nullable(),
  co2_kg: z.number().nullable(),
});

const readinessSchema = z.object({
  status: z
    .enum(["enough", "doubtful", "short", "unknown"])
    .describe("By the chance to fall short: at most 10 %, at most half, more."),
  why: z.string().nullable().describe("Why it is unknown."),
  known_samples: z.int().describe("Of the days of the window that are over, and of unknown day."),
  expected_samples: z.int().nullable(),
  interval: interval.nullable().describe("80 %."),
  chance_short: z.number().nullable(),
  need_samples: z.int().nullable().describe("null where no minimum is stated or learned."),
  enough_on: day
    .nullable()
    .describe("The first date, from its own on, on which it would probably not fall short."),
});

export const cycleSchema = cycleDates.extend({
  effort: effortSchema,
  readiness: readinessSchema,
});

const lineSchema = z.object({
  intercept: z.number(),
  slope: z.number().describe("A sample."),
  runs: z.int(),
  samples: interval.describe("The fewest and the most that a run had."),
});

export const lastFullSchema = z
  .object({
    date: day,
    incrementals: z.int().describe("Since then, before the plan."),
  })
  .describe("The last full training of the history.");

export const trainingSchema = z.object({
  date: day.describe("In the plan's zone."),
  type: z.enum(["full_retrain", "incremental"]),
  samples: z.number().nullable(),
  hours: z.number().nullable(),
  cost: z.number().nullable(),
});

export const learnedSchema = z.object({
  files: z.array(z.string()),
  runs: z.int(),
  problems: z.array(z.object({ path: z.string(), problem: z.string() })),
  notes: z
    .array(z.string())
    .optional()
    .describe("Assumptions, and which of MLflow's runs do not count."),
  by_type: z
    .array(
      z.object({
        type: z.enum(["full_retrain", "incremental"]),
        runs: z.int(),
        usable_runs: z
          .int()
          .optional()
          .describe("Of these with samples and hours; where it is not said, all."),
        hours: lineSchema.nullable().describe("Hours by samples; null with fewer than three runs."),
        cost: lineSchema.nullable(),
        gpus: z.number().nullable(),
        storage_gb: z.number().nullable(),
      }),
    )
    .describe("Medians, and robust lines over samples."),
});

export const totalsSchema = z
  .object({
    cycles: z.int(),
    hours: z.number(),
    gpu_hours: z.number().nullable(),
    cost: z.number().nullable(),
    cost_interval: interval.nullable().describe("80 %; null where a part has none."),
    currency: z.string().nullable(),
    cost_unknown: z.string().nullable().describe("Why the cost is unknown, and what would tell."),
    energy_kwh: z.number().nullable(),
    co2_kg: z.number().nullable(),
  })
  .describe("Of all cycles of the schedule.");

export const requirementsSchema = z.object({
  min_samples: z.int().nullable().describe("null where none is stated or learned."),
  min_data_size_mb: z.number().nullable().describe("MB of 1024² bytes."),
  estimated_training_time_hours: z.number(),
  compute_requirements: z.string(),
  storage_requirements_gb: z.number(),
  assumed: z
    .object({ training_time: z.boolean(), compute: z.boolean(), storage: z.boolean() })
    .describe("Whether these are neither stated nor learned."),
  prerequisites: z.array(z.string()),
});

export const supplySchema = z.object({
  window: z
    .object({ from: day, to: day })
    .describe("The data window of a retraining today; both days belong to it."),
  samples_in_window: z.int(),
  samples_in_future: z.int().describe("Dated after today."),
  newest_day: day.nullable(),
  newest_age_days: z.int().nullable(),
  empty_days: z.array(day).describe("Days of the window without a sample, since the first one."),
  uncounted_days: z
    .array(day)
    .describe("Days of the window of which no sample was counted, but not all files could be."),
  usual_daily_samples: z
    .number()
    .nullable()
    .describe("Median of the last 28 full days; null before there is one."),
  stopped: z
    .boolean()
    .describe("Nothing came for three times the usual interval, and for a week at least."),
  minimum_reached_on: day
    .nullable()
    .describe(
      "The first day from today on whose training will probably have the minimum; null where none is known.",
    ),
});

export const newSinceTrainingSchema = z.object({
  since: day.describe("Of the last training of the history."),
  samples: z.int().describe("Samples of the training set on the days after it, up to today."),
  at_least: z.boolean().describe("Whether there may be more, because some of no known day exist."),
});

export const sufficiencySchema = z.object({
  status: z.enum(["sufficient", "insufficient", "unknown"]),
  least: z.int().describe("Samples in the data window that certainly count."),
  most: z.int().nullable().describe("Samples that may count; null where nothing bounds them."),
  minimum: z.int().nullable().describe("null where none is stated or learned."),
  minimum_by: z.string().nullable().describe("`configured`, or the training it was learned from."),
  window: z
    .object({ from: day, to: day })
    .nullable()
    .describe("The data window whose samples count; null where nothing dates them."),
  open: z
    .array(
      z.object({
        what: z.string(),
        samples: z.int().nullable().describe("How many are in question; null where unbounded."),
        do: z.string(),
      }),
    )
    .describe("Steps that would decide an unknown status, largest effect first."),
  have_bytes: z.int().describe("Of all data files; an estimate by size decides nothing."),
  bytes_per_sample: z.number(),
});

/** When a planned retraining is held. */
export type CycleDates = z.output<typeof cycleDates>;
export type CycleType = CycleDates["type"];
export type Moved = z.output<typeof moved>;
/** Why a cycle is not held when it is due. */
export type Hindrance = Pick<Moved, "rule" | "by">;
export type LeftOutCycle = z.output<typeof leftOutCycleSchema>;
/** The effort of a retraining. */
export type Effort = z.output<typeof effortSchema>;
/** Whether its data window will hold enough. */
export type Readiness = z.output<typeof readinessSchema>;
/** The facts learned from past trainings. */
export type Learned = z.output<typeof learnedSchema>;
export type Totals = z.output<typeof totalsSchema>;
/** A training that was held. */
export type Training = z.output<typeof trainingSchema>;
/** One planned retraining. */
export type Cycle = z.output<typeof cycleSchema>;
export type Requirements = z.output<typeof requirementsSchema>;
/** How the data comes in, where its days are known. */
export type Supply = z.output<typeof supplySchema>;
/** Samples that the last training has not seen. */
export type NewSinceTraining = z.output<typeof newSinceTrainingSchema>;
/** Whether there is enough data for a retraining. */
export type Sufficiency = z.output<typeof sufficiencySchema>;

/** Which cycles of a plan are full. */
export interface KindRules {
  /** Every so many, counted from the last full training, else beginning with the first. */
  readonly fullEvery: number;
  readonly fullEveryBy: "configured" | "history" | "default";
  /** Why the next cycle has to be full, were it not its turn. */
  readonly forced: readonly string[];
}

/** A day on which a retraining could be held. */
export interface OpenDay {
  readonly day: string;
  /** Whether its data window probably holds the minimum; null where that is unknown. */
  readonly hasData: boolean | null;
}

/** The obstacle to a retraining today, and until when. */
export interface Obstacle extends Hindrance {
  /** The first day without it; null where it lasts longer than was looked. */
  readonly until: string | null;
}

/** On which days a retraining could be held, whatever the calendar says. */
export interface Prospect {
  readonly openDays: readonly OpenDay[];
  /** The obstacle to a retraining that begins now; null without one. */
  readonly obstacle: Obstacle | null;
  /** The first day after today, whatever is in the way, that probably has data enough; null: none known. */
  readonly enoughOn: string | null;
}

/** The cycles with what each takes and what data it will have. */
export interface Schedule {
  readonly cycles: Cycle[];
  readonly leftOut: LeftOutCycle[];
  readonly totals: Totals;
  readonly learned: Learned;
  readonly lastFull: z.output<typeof lastFullSchema> | null;
  /** On which other days a retraining could be held. */
  readonly prospect: Prospect;
}
