import { z } from "zod";
import { similarTo } from "../text/similar.ts";
import { FAIL_ON, RECOMMENDATIONS } from "./choices.ts";
import { hasLimit, metricRuleName } from "./metric-rule.ts";
import type { MetricRules } from "./metrics.ts";
import { text } from "./scalars.ts";

/** A limit; without it nothing is demanded. */
function limit<T extends z.ZodType>(value: T, text: string) {
  return value.optional().describe(text);
}

const whole = z.int().min(0);

/** What `check` judges by. */
export const gateSchema = z.strictObject({
  fail_on: z
    .array(z.enum(FAIL_ON))
    .default(["insufficient-data", "urgent"])
    .describe(
      "The rules by which `retrain-plan check` exits with 1, or with 2 if one cannot be judged.",
    ),
  warn_on: z
    .array(text)
    .default([])
    .describe("Rules below, and limits such as `metric auc`, that only warn."),
  rules: z
    .strictObject({
      min_samples: limit(whole, "Samples in all."),
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
      drifted_columns: limit(whole, "How many columns of the data may have drifted."),
      column: limit(
        z.record(text, z.strictObject({ max_js: z.number().gt(0).max(1) })),
        "The largest Jensen-Shannon distance of a column: `amount: { max_js: 0.2 }`.",
      ),
      schema_unchanged: limit(
        z.literal(true),
        "Every file has the columns of most files of its data set.",
      ),
    })
    .optional()
    .describe("Limits beside `fail_on` and those of `metrics`."),
});

type GateConfig = z.output<typeof gateSchema>;

/** Refuses names in `warn_on` that are no rule of the configuration: a misspelt one would go on failing. */
export function refuseUnknownWarnings(
  { gate, metrics }: { gate: GateConfig; metrics: MetricRules },
  context: z.RefinementCtx,
): void {
  const limited = Object.entries(metrics).filter(([, rule]) => hasLimit(rule));
  const rules = [
    ...Object.keys(gate.rules ?? {}),
    ...limited.map(([name]) => metricRuleName(name)),
  ];
  gate.warn_on.forEach((name, index) => {
    if (rules.includes(name)) return;
    const meant = similarTo(name, rules);
    const message =
      rules.length === 0
        ? "no name: there are neither limits under gate.rules nor under metrics"
        : `a rule of this file, ${meant === undefined ? `one of ${rules.join(", ")}` : `perhaps ${meant}`}`;
    context.addIssue({ code: "custom", path: ["gate", "warn_on", index], message });
  });
}
