import { z } from "zod";
import { amount, count } from "./scalars.ts";

const metricRule = z
  .strictObject({
    direction: z
      .enum(["higher", "lower"])
      .optional()
      .describe("Which way it is better; by default known by its name."),
    floor: z.number().optional().describe("The value must not fall below."),
    ceiling: z.number().optional().describe("The value must not rise above."),
    max_drop: z
      .number()
      .gt(0)
      .optional()
      .describe("How much worse than its baseline it may be: 0.05 for five per cent of it."),
    min_change: z
      .number()
      .min(0)
      .optional()
      .describe("Smaller changes, as a share of the baseline, are no drift; by default as below."),
    primary: z
      .boolean()
      .default(false)
      .describe("Where some are primary, they alone carry the verdict."),
    ignore: z.boolean().default(false).describe("Whether it is left out."),
  })
  .refine((rule) => rule.direction !== "higher" || rule.ceiling === undefined, {
    error: "no ceiling where higher is better: an improvement is no failure",
    path: ["ceiling"],
  })
  .refine((rule) => rule.direction !== "lower" || rule.floor === undefined, {
    error: "no floor where lower is better: an improvement is no failure",
    path: ["floor"],
  })
  .refine((rule) => !(rule.floor !== undefined && rule.ceiling !== undefined), {
    error: "either floor or ceiling, whichever is worse",
    path: ["ceiling"],
  })
  .describe("What is asked of a metric.");

/** How metrics are judged. */
export const driftSchema = z.strictObject({
  metrics: z
    .record(z.string(), metricRule)
    .optional()
    .describe("By name, as the tool writes it (`val_auc`), or without its split (`auc`)."),
  false_alarm_rate: z.number().gt(0).max(0.5).default(0.05).describe("False-alarm rate per check."),
  confidence: z.number().gt(0.5).lt(1).default(0.95).describe("Of every interval."),
  min_points: z.int().min(6).default(8).describe("Fewer points of a metric are no trend."),
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
});

export type DriftConfig = z.output<typeof driftSchema>;
export type MetricRule = z.output<typeof metricRule>;
