import { z } from "zod";

export const backtestSchema = z.array(
  z.object({
    matrix: z.string(),
    cost: z.number().describe("Of a retraining, in loss × blocks."),
    policy: z.string(),
    total_cost: z.number().describe("Losses and retrainings; over a log the mean of its paths."),
    retrainings: z.number().describe("Without the first model; over a log the mean of its paths."),
    excess_over_oracle: z
      .number()
      .nullable()
      .describe("As a fraction of the oracle's cost; null where that is not above 0."),
    simulated: z
      .object({
        paths: z.int(),
        total_cost_10: z.number().describe("A tenth of the paths cost less."),
        total_cost_90: z.number().describe("A tenth of the paths cost more."),
      })
      .optional()
      .describe("Only over a log, which does not show what other models would have lost."),
  }),
);

/** How a policy did on a matrix, or on what was simulated from a log, at a cost. */
export type BacktestRow = z.output<typeof backtestSchema>[number];

const days = z.number();

const comparison = z.object({
  paths: z.int(),
  days: z.int().describe("How long each path is."),
  rows: z.array(
    z.object({
      way: z
        .enum(["this_plan", "cadence_auto", "present_cadence", "weekly", "never", "oracle"])
        .describe("`cadence_auto` where this plan has another cadence than that would find."),
      mean: z.number(),
      low: z.number().describe("A tenth of the paths cost less."),
      high: z.number().describe("A tenth of the paths cost more."),
      chance_plan_is_cheaper: z.number().nullable().describe("null of the plan itself."),
    }),
  ),
});

/** Why an early retraining has to wait. */
export const HOLDS = [
  "cool_down",
  "too_few_samples",
  "label_delay",
  "unevaluated_training",
] as const;

const trigger = z.object({
  due: z
    .enum(["excess", "overdue"])
    .nullable()
    .describe(
      "The excess has cost twice a retraining, or two best periods are over; null: not yet.",
    ),
  held_back_by: z.array(z.enum(HOLDS)),
  retrain_now: z.boolean().describe("Due, and held back by nothing."),
  model_version: z.string(),
  age_days: days.describe("Since its first evaluation."),
  excess: z.number().describe("Its loss above a fresh model, less the noise; loss × days."),
  excess_cost: z.number(),
  threshold_cost: z.number().describe("Twice the cost of a retraining."),
});

/** The outcomes of the decision. */
export const DECISIONS = [
  "costs_missing",
  "metric_missing",
  "not_identified",
  "unsupported",
  "never",
  "supported",
] as const;

export const policySchema = z.object({
  status: z
    .enum(DECISIONS)
    .describe("Whether the data supports a cadence, never, or neither; or what is missing."),
  asks_for: z.array(z.string()).describe("Keys of the configuration that are missing."),
  metric: z.object({ name: z.string(), source: z.string() }).nullable(),
  costs: z
    .object({ retraining: z.number(), loss_per_day: z.number() })
    .nullable()
    .describe(
      "Of a retraining, where incrementals are known to be cheaper on average, and of one unit of loss for one day.",
    ),
  present_days: days.describe("The time between retrainings up to now."),
  present_by: z.enum(["configuration", "versions", "calendar"]),
  aging: z
    .object({
      shape: z.enum(["linear", "saturating"]),
      slope_per_day: z.number().describe("The loss that a model adds each day, by the data alone."),
      slope_error: z.number().describe("Its standard error."),
      fitted_per_day: z.number().nullable().describe("With the prior; null where saturating."),
      ceiling: z
        .number()
        .nullable()
        .describe("The excess that is never exceeded; null where linear."),
      scale_days: days.nullable().describe("Until 63 % of it; null where linear."),
      versions: z.int(),
      points: z.int(),
      step_days: days,
      left_out: z.object({ versionless: z.int(), not_finite: z.int(), immature: z.int() }),
    })
    .nullable(),
  best: z
    .object({
      period_days: days.nullable().describe("null for never."),
      cost_per_day: z.number().nullable().describe("Of retrainings and aging."),
      band_days: z
        .object({ from: days, to: days.nullable() })
        .nullable()
        .describe("At most a tenth dearer; `to` null where never is."),
      interval_days: z
        .object({ from: days.nullable(), to: days.nullable() })
        .nullable()
        .describe("Holds the true one in 80 of 100 histories; null at an end for never."),
    })
    .nullable(),
  sensitivity: z
    .array(
      z.object({
        cost_ratio: z.number().describe("Times that of the configuration."),
        period_days: days.nullable(),
        cost_per_day: z.number().nullable(),
      }),
    )
    .describe("If a retraining cost half as much, or twice, beside the loss."),
  trigger: trigger.nullable(),
  comparison: comparison.nullable().describe("A simulation on common paths."),
});

/** Whether, when and how early to retrain, by cost. */
export type PolicyDecision = z.output<typeof policySchema>;
export type Comparison = z.output<typeof comparison>;
export type Trigger = z.output<typeof trigger>;
