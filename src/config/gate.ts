import { z } from "zod";
import { FAIL_ON, RECOMMENDATIONS } from "./choices.ts";

const severity = z
  .enum(["error", "warning"])
  .default("error")
  .describe("Whether the gate is shut where the rule does not hold, or it is only said.");

/** A limit, or a limit with its severity. */
function limit<T extends z.ZodType>(value: T, text: string) {
  return z
    .union([value, z.strictObject({ limit: value, severity })])
    .optional()
    .describe(text);
}

const whole = z.int().min(0);

/** What `check` judges by. */
export const gateSchema = z.strictObject({
  fail_on: z
    .array(z.enum(FAIL_ON))
    .default(["insufficient-data", "urgent"])
    .describe("What makes `retrain-plan check` exit with 1, or with 2 where it cannot be judged."),
  rules: z
    .strictObject({
      min_samples: limit(whole, "Samples in all."),
      min_samples_in_window: limit(whole, "Samples in the data window of a retraining today."),
      min_per_class: limit(
        whole,
        "Rows of the smallest class of the training set, by `sources[].label` or folders of images.",
      ),
      max_age_days: limit(whole, "How old the newest sample may be, in days."),
      max_evaluation_age_days: limit(whole, "How old the newest evaluation may be, in days."),
      max_gap_days: limit(whole, "Days in a row without samples, within the data window."),
      max_unreadable: limit(whole, "Files of data, validations and alerts that cannot be read."),
      recommendation_at_most: limit(
        z.enum(RECOMMENDATIONS),
        "The most severe recommendation that is let through.",
      ),
      schema_unchanged: limit(
        z.literal(true),
        "Every file has the columns of most files of its data set.",
      ),
      metric: z
        .record(
          z.string(),
          z
            .strictObject({
              floor: z.number().optional(),
              ceiling: z.number().optional(),
              severity,
            })
            .refine(({ floor, ceiling }) => floor !== undefined || ceiling !== undefined, {
              message: "expected a floor, a ceiling or both",
            }),
        )
        .optional()
        .describe("By name, as the tool writes it (`val_auc`), or its end (`auc`)."),
    })
    .optional()
    .describe("Rules beside those of `fail_on`."),
});

export type GateRules = NonNullable<z.output<typeof gateSchema>["rules"]>;
