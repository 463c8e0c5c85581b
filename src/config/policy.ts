import { z } from "zod";
import { amount } from "./scalars.ts";

/** The settings that decide when retraining pays. */
export const policySchema = z.strictObject({
  retraining_cost: amount
    .optional()
    .describe(
      "Cost of a retraining, in the currency of `metrics.<name>.loss_cost_per_day`; a full one, where they differ.",
    ),
  present_cadence_days: amount
    .optional()
    .describe("How often the model was retrained; by default as its versions followed."),
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
