import { z } from "zod";
import { RECOMMENDATIONS } from "../config/choices.ts";
import { SEVERITIES } from "../finding.ts";
import { alertSchema, TIME_SOURCES, validationRunSchema } from "../validation/schema.ts";
import { RUNS_JUDGED } from "./choices.ts";
import { inputDriftSchema } from "./data/input-schema.ts";

export const TRENDS = ["stable", "improving", "degrading", "unstable", "unknown"] as const;

/** By which rule a metric has its verdict. */
export const METRIC_RULES = [
  "limit-crossed",
  "limit-touched",
  "not-finite",
  "drift",
  "two-proportions",
  "newest-outlier",
  "too-small",
  "recovered",
  "fell-back",
  "no-drift",
  "constant",
  "too-few-points",
  "one-time",
  "direction-unknown",
  "unit-changed",
  "stale",
  "ended",
] as const;

const time = z.iso.datetime({ offset: true });
const interval = z.tuple([z.number(), z.number()]);

const age = z
  .object({
    newest: time,
    days: z.int().describe("Whole days from then to this plan."),
    usual_interval_days: z
      .number()
      .nullable()
      .describe("Between days with evidence, the median; null where there is one day alone."),
    max_days: z
      .number()
      .describe(
        "Older evidence is stale: `validation.max_age_days`, else three of its own intervals, at least a week; of a single day three cadences.",
      ),
    stale: z.boolean(),
  })
  .describe("How old it is, and whether it is too old to say anything about today.");

const ended = z.object({
  missed: z.int().describe("Evaluations of the same source since its last value."),
  successor: z
    .string()
    .nullable()
    .describe("The metric that began right after it, most likely the same by another name."),
  continuing: z.string().nullable().describe("A metric of the same source that goes on."),
});

const point = z.object({
  time,
  value: z.number().nullable().describe("null where it is not a finite number, or beyond 1e150."),
  model_version: z.string().nullable(),
});

const latest = point.extend({
  season: z
    .number()
    .nullable()
    .describe("Of the value, what its day of the week adds; null where no season was taken out."),
  samples: z.int().nullable(),
  interval: interval.nullable().describe("Of the value alone; null where its noise is unknown."),
  time_source: z.enum(TIME_SOURCES),
  path: z.string(),
});

const baseline = z.object({
  kind: z
    .enum(["reference", "champion"])
    .describe("The first points that are judged, or the champion's own run."),
  value: z.number().describe("Without the season of the week, where that was taken out."),
  points: z.int(),
  samples: z.int().nullable().describe("Of all its points; null where one is unknown."),
  from: time,
  to: time,
});

const change = z.object({
  absolute: z.number().describe("The latest value, without its season, less the baseline."),
  relative: z.number().nullable().describe("As a share of the baseline; null where that is 0."),
  interval: interval.nullable().describe("Of the absolute change."),
  method: z
    .enum(["newcombe", "wilson", "deviation", "scatter"])
    .nullable()
    .describe("The method of the interval; null where the noise is unknown."),
});

const trend = z.object({
  tau: z.number(),
  p: z.number().describe("Of Mann and Kendall, two-sided; the verdict rests on `significance`."),
  slope_per_day: z.number().describe("Of Theil and Sen, over real time."),
  interval: interval.describe("Of the slope, after Sen."),
  from: z.object({ time, value: z.number() }).describe("The line at the first point judged."),
  to: z.object({ time, value: z.number() }).describe("And at the last; without the season."),
  variance_correction: z.number().describe("Of Hamed and Rao; 1 without autocorrelation."),
});

const test = z.object({
  shape: z.enum(["step", "slope"]).describe("Which change explains the points best."),
  since: time.nullable().describe("The first point after a step; null of a slope."),
  change: z.number().describe("From the first point to the last, without the noise."),
  effect: z.number().nullable().describe("The change over the noise; null without noise."),
  noise: z.number().describe("Standard deviation of the points about the change."),
  autocorrelation: z.number().describe("The assumed autocorrelation."),
  t: z.number().describe("The change over its standard error."),
  log_likelihood_ratio: z
    .number()
    .describe("Of a change over none, for memory of any strength allowed; the test rests on it."),
  points: z.int().describe("That were tested, after folding."),
});

const significance = z.object({
  by: z
    .enum(["drift", "two-proportions"])
    .describe("By `test`, or where points are too few by the samples of latest and baseline."),
  p: z.number(),
  adjusted_p: z.number().describe("After Benjamini and Hochberg."),
  metrics: z.int().describe("Over so many metrics: primary ones apart from the others."),
});

const newestOutlier = z.object({
  expected: z.number().describe("The median of the values before."),
  size: z.number().describe("The newest value, without its season, less that."),
  distance: z
    .number()
    .nullable()
    .describe("In standard deviations of the values before; null where these are all alike."),
  values: z.int().describe("That were compared, the newest included."),
  p: z.number().describe("Of a newest value as far out or further, without any change."),
  adjusted_p: z.number().describe("After Benjamini and Hochberg, as of `significance`."),
});

const limit = z.object({
  floor: z.number().nullable(),
  ceiling: z.number().nullable(),
  max_drop: z.number().nullable(),
  value: z.number().describe("The strictest of them, in the metric's unit."),
  crossed: z.boolean().describe("Whether the latest value lies beyond."),
  certain: z.boolean().describe("Whether it does so beyond its noise, as far as that is known."),
});

const forecast = z.object({
  crosses_on: z.iso.date().describe("When the limit will be crossed if the slope goes on."),
  earliest: z.iso.date(),
  latest: z.iso.date().nullable().describe("null where it may never be."),
});

export const metricSchema = z.object({
  name: z.string(),
  source: z.string(),
  model_version: z.string().nullable().describe("The one that is judged; null where unknown."),
  judged: z
    .enum(["all", "version", "retrainings"])
    .describe("All points, those of one version, or one point each of many versions."),
  direction: z.enum(["higher", "lower"]).nullable().describe("Which way it is better."),
  direction_by: z
    .enum(["configuration", "limit", "name", "range"])
    .nullable()
    .describe("`range`: an error whose values are not above zero is negated."),
  direction_doubt: z
    .enum(["negative"])
    .nullable()
    .describe("Why its name does not tell the direction: values below zero."),
  unit_change: z
    .object({ time, before: z.number(), after: z.number() })
    .nullable()
    .describe("Where values turn from fractions into percentages, or back: it is not judged then."),
  primary: z.boolean(),
  min_change: z.number().describe("Smaller changes, as a share of the baseline, are not drift."),
  points: z.array(point).describe("Oldest first; beyond 200 folded to their means."),
  points_found: z.int(),
  points_judged: z
    .int()
    .describe(
      "Finite, of what is judged, in the window; those of one instant are one, their mean.",
    ),
  points_merged: z.int().describe("How many others are in these means."),
  points_not_finite: z.int(),
  season_removed: z.boolean().describe("Whether the season of the week was taken out."),
  age: age.nullable().describe("Of the points that are judged; null without any."),
  ended: ended
    .nullable()
    .describe("Where it is measured no more, though others of its source are."),
  latest: latest.nullable(),
  baseline: baseline.nullable(),
  change: change.nullable(),
  trend: trend.nullable(),
  test: test.nullable(),
  significance: significance.nullable().describe("null where nothing tells chance from change."),
  newest_outlier: newestOutlier
    .nullable()
    .describe("How far the newest value lies from the others; null where that cannot be said."),
  step_at: time
    .nullable()
    .describe("The first point after a step that is significant and large enough; null without."),
  limit: limit.nullable(),
  forecast: forecast.nullable(),
  verdict: z.enum(TRENDS),
  rule: z.enum(METRIC_RULES).describe("The rule that decided."),
});

const reason = z.object({
  code: z.string(),
  severity: z.enum(SEVERITIES),
  message: z.string(),
  evidence: z.array(z.string()).describe("Files on which it rests."),
});

const reportState = validationRunSchema
  .pick({ path: true, time: true, time_source: true, tool: true, suite: true })
  .extend({
    age: age.describe("Of the reports of its suite."),
    checks: validationRunSchema.shape.checks.nullable().describe("null where it was not read."),
    failed: z.enum(["yes", "no", "unknown"]).describe("By the tool's own thresholds."),
    why: z
      .enum(["reported", "not_computed", "outdated", "unread"])
      .describe("`reported`, or why its verdict is unknown."),
  });

export const driftSchema = z.object({
  validation_trend: z.enum(TRENDS),
  performance_degradation: z.enum(["yes", "no", "unknown"]),
  data_distribution_shift: z.enum(["yes", "no", "unknown"]),
  recommendation: z.enum(RECOMMENDATIONS),
  shift_reports: z
    .array(reportState)
    .describe("The newest report on the distribution of each suite; the most severe decides."),
  input_drift: inputDriftSchema.describe("The columns of the data, compared between two windows."),
  quality_reports: z.array(reportState).describe("The same on the quality of data."),
  reasons: z.array(reason).describe("The strongest first."),
  runs: z
    .array(validationRunSchema)
    .describe(`Oldest first; of those of the model the last ${RUNS_JUDGED} are judged.`),
  newest_run_read: z
    .boolean()
    .describe("False where a result that may be newer than those judged could not be read."),
  evaluation_age: age
    .nullable()
    .describe("Of the newest evaluation that the verdict rests on; null without any."),
  runs_age: age.nullable().describe("Of the validation runs of the model; null without any."),
  failed_evaluations: z
    .array(
      z.object({
        path: z.string(),
        problem: z.string(),
        time,
        time_source: z.enum(TIME_SOURCES),
        source: z.string(),
      }),
    )
    .describe("The newest result of a source, where no number could be read from it."),
  runs_trend: z.enum(TRENDS).describe(`The trend of the last ${RUNS_JUDGED} runs alone.`),
  metrics: z.array(metricSchema),
  metrics_trend: z.enum(TRENDS).describe("The trend of the metrics alone."),
  experiments: z
    .array(
      z.object({
        source: z.string(),
        path: z.string(),
        unit: z.enum(["run", "evaluation"]).describe("Runs of MLflow, or evaluations in files."),
        runs: z.int(),
        kinds: z.object({ by: z.enum(["algorithm", "name"]), count: z.int() }),
        from: time,
        to: time,
        metrics: z.array(z.string()),
      }),
    )
    .describe("Runs that compare models or settings: they are not judged as one model over time."),
  unchosen: z
    .array(
      z.object({
        path: z.string(),
        experiments: z.array(
          z.object({
            name: z.string(),
            runs: z.int().nullable().describe("null where a server was not asked for them."),
          }),
        ),
      }),
    )
    .describe(
      "Stores of MLflow with several experiments, of which none is known to be the model's.",
    ),
  result_elsewhere: z
    .object({ path: z.string(), tool: z.string() })
    .optional()
    .describe("Where no evaluation was read: a file with metrics at none of the usual places."),
  metrics_missing: z.array(z.string()).describe("Configured, and found nowhere."),
  metrics_missing_at: z
    .array(z.string())
    .optional()
    .describe("Where each of these stands: retrain-plan.yaml:5."),
  rules: z
    .object({
      false_alarm_rate: z.number(),
      outlier_rate: z.number().describe("The level of `newest_outlier`."),
      confidence: z.number(),
      min_points: z.int(),
      min_effect: z.number(),
      min_change: z.number(),
      autocorrelation: z.number(),
    })
    .describe("By which the metrics were judged."),
  alerts: z.object({
    recent: z.array(alertSchema),
    files: z
      .int()
      .describe("Files of alerts, of any age; 0: whether anything records alerts is unknown."),
    days: z.number().describe("An alert counts for so many days."),
    limit: z.int().describe("More of them than this mean degradation."),
  }),
  problems: z
    .array(z.object({ path: z.string(), problem: z.string() }))
    .describe("Validation results and alerts that were skipped."),
  notes: z
    .array(z.object({ path: z.string(), problem: z.string() }))
    .describe("Results that were skipped on purpose, and what was chosen from several."),
});

/** Whether the model is decaying, and what that asks for. */
export type DriftAssessment = z.output<typeof driftSchema>;
export type Age = z.output<typeof age>;
export type Ended = z.output<typeof ended>;
export type ReportState = z.output<typeof reportState>;
export type MetricAssessment = z.output<typeof metricSchema>;
export type Significance = NonNullable<MetricAssessment["significance"]>;
export type Recommendation = (typeof RECOMMENDATIONS)[number];
