import { z } from "zod";
import { amount, count, day, text } from "./scalars.ts";

/** How the columns of the training data are compared between two windows of days. */
const dataDriftSchema = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether the data is compared at all."),
  reference: z
    .strictObject({ from: day, to: day })
    .refine(({ from, to }) => from <= to, "`to` is before `from`")
    .optional()
    .describe(
      "The days that the model knows; by default those before the last full training of the history, at most 26 weeks. The data window is compared with them.",
    ),
  min_effect: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe("A column has drifted from this Jensen-Shannon distance on, if it is significant."),
  budget_gb: amount
    .default(2)
    .describe("Larger data is compared by `retrain-plan profile` alone, not with each plan."),
  importance: text
    .optional()
    .describe("File with the importance of features, by which columns are ordered."),
  exclude: z.array(text).optional().describe("Columns that are not compared."),
});

/** How changes of metrics are judged; what is demanded of each stands under `metrics`. */
export const driftSchema = z.strictObject({
  false_alarm_rate: z.number().gt(0).max(0.5).default(0.05).describe("False-alarm rate per check."),
  confidence: z.number().gt(0.5).lt(1).default(0.95).describe("Of every interval."),
  min_points: z
    .int()
    .min(6)
    .default(8)
    .describe("The fewest points of a metric that make a trend."),
  min_effect: z
    .number()
    .min(0)
    .default(0.5)
    .describe("A change must be at least so many standard deviations of the scatter."),
  min_change: z
    .number()
    .min(0)
    .default(0.01)
    .describe("A change must be at least this share of the baseline."),
  autocorrelation: z
    .number()
    .min(0)
    .max(0.8)
    .default(0.6)
    .describe(
      "How much alike neighbouring points may be without drift, rounded up to fifths; 0 where each is of other samples.",
    ),
  reference_points: count
    .optional()
    .describe("So many first points are the baseline; by default a quarter, at least three."),
  window_days: amount.optional().describe("Only points of so many last days are judged."),
  week_season: z
    .boolean()
    .default(true)
    .describe("Whether the season of the week is taken out of three weeks of daily points."),
  data: dataDriftSchema.prefault({}).describe("Drift of the columns of the training data."),
});

export type DriftConfig = z.output<typeof driftSchema>;
