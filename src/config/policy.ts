import { z } from "zod";
import { amount, text } from "./scalars.ts";

/** What tells when retraining pays. */
export const policySchema = z.strictObject({
  retraining_cost: amount
    .optional()
    .describe("What a retraining costs, in any currency; a full one, where they differ."),
  loss_cost_per_day: amount
    .optional()
    .describe("What one unit of the metric's loss costs in a day, in the same currency."),
  metric: text
    .optional()
    .describe("Whose loss costs; by default the one metric, or the one primary metric."),
  present_cadence_days: amount
    .optional()
    .describe("How often the model was retrained; by default as its versions followed."),
  old_data_metric: text
    .optional()
    .describe("A metric on old data: while it is degrading, the next cycle is full."),
  cool_down_days: z
    .number()
    .min(0)
    .default(0)
    .describe("A model younger than this is not retrained early."),
  label_delay_days: z
    .number()
    .min(0)
    .default(0)
    .describe("So long after the event its label is known: younger points do not count."),
});
