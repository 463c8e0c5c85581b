import { z } from "zod";
import { findMetric, type KnownMetric } from "../metric-names/names.ts";
import { amount, text } from "./scalars.ts";

const acceptance = z
  .strictObject({
    max_loss: z
      .number()
      .min(0)
      .describe("How much worse than the champion's value it may be: 0.01 for one per cent of it."),
  })
  .describe("A new model must meet this and the limits above.");

/** How a new model beyond a limit is rolled back. */
export const rollbackSchema = z.strictObject({
  within: z
    .string("a time with its unit, such as 48 hours")
    .trim()
    .min(1)
    .optional()
    .describe("How long after deployment the limit is watched: 48 hours."),
  action: text.optional().describe("Action to take."),
});

const rule = z
  .strictObject({
    direction: z
      .enum(["higher", "lower"])
      .optional()
      .describe("Which way it is better; by default known by its name."),
    primary: z
      .boolean()
      .default(false)
      .describe("If any metric is primary, only primary ones decide the verdict."),
    floor: z.number().optional().describe("The lowest acceptable value."),
    ceiling: z.number().optional().describe("The highest acceptable value, where lower is better."),
    max_drop: z
      .number()
      .gt(0)
      .optional()
      .describe("How much worse than its baseline it may be: 0.05 for five per cent of it."),
    min_change: z
      .number()
      .min(0)
      .optional()
      .describe(
        "A smaller change, as a share of the baseline, is not drift; by default as in `drift`.",
      ),
    acceptance: acceptance.optional(),
    rollback: rollbackSchema
      .optional()
      .describe("Roll back a new model that is beyond the floor or ceiling."),
    loss_cost_per_day: amount
      .optional()
      .describe("Cost of one unit of its loss for a day, for `cadence: auto`; of one metric."),
    old_data: z
      .boolean()
      .default(false)
      .describe("Measured on old data: while it is degrading, the next cycle is full."),
    ignore: z.boolean().default(false).describe("Leave this metric out."),
  })
  .describe("Everything about one metric: drift, gate, acceptance and rollback use it.");

/**
 * Everything about each metric, by its name. A metric has one floor or ceiling: beyond it the
 * model in production is degrading, the gate is shut, a new model is not accepted, and with `rollback` a
 * deployed one is rolled back. `acceptance.max_loss` asks more of a new model, relative to the champion.
 */
export const metricsSchema = z
  .record(z.string(), rule)
  .superRefine(refuseContradictions)
  .describe("By name, as the tool writes it (`val_auc`), or without its split (`auc`).");

export type MetricRule = z.output<typeof rule>;
export type MetricRules = z.output<typeof metricsSchema>;

/**
 * Refuses what cannot be meant: a floor where lower is better, a bound that no value can reach, a rollback
 * without a limit, and limits of a metric that is ignored. Names may deceive: `direction` overrides them.
 */
function refuseContradictions(rules: Record<string, MetricRule>, context: z.RefinementCtx): void {
  const [costed] = Object.keys(rules).filter((name) => rules[name]?.loss_cost_per_day);
  for (const [name, rule] of Object.entries(rules)) {
    const fault =
      rule.loss_cost_per_day !== undefined && name !== costed
        ? secondCost(costed as string)
        : findFault(name, rule);
    if (fault === null) continue;
    context.addIssue({ code: "custom", path: [name, fault.key], message: fault.expected });
  }
}

interface Fault {
  readonly key: keyof MetricRule;
  readonly expected: string;
}

function secondCost(first: string): Fault {
  const expected = `a cost for one metric: metrics.${first} has one, and losses of two are not added`;
  return { key: "loss_cost_per_day", expected };
}

function findFault(name: string, rule: MetricRule): Fault | null {
  const { direction, floor, ceiling } = rule;
  const { ignore, ...others } = rule;
  if (ignore && Object.values(others).some((value) => value !== false)) {
    return {
      key: "ignore",
      expected: "nothing beside `ignore: true`, which leaves the metric out",
    };
  }
  if (floor !== undefined && ceiling !== undefined) {
    return { key: "ceiling", expected: "either a floor or a ceiling, whichever is worse" };
  }
  const known = findMetric(name);
  const better = direction ?? known?.direction;
  const why = direction === undefined ? `; if not, set metrics.${name}.direction` : "";
  if (better === "lower" && floor !== undefined) {
    return { key: "floor", expected: `a ceiling: of ${name} lower is better${why}` };
  }
  if (better === "higher" && ceiling !== undefined) {
    return { key: "ceiling", expected: `a floor: of ${name} higher is better${why}` };
  }
  const bound = floor ?? ceiling;
  if (bound !== undefined && bound < 0 && better === known?.direction && isNeverNegative(known)) {
    const key = floor === undefined ? "ceiling" : "floor";
    return { key, expected: `a number from 0: ${name} is never below it` };
  }
  if (rule.rollback !== undefined && bound === undefined) {
    return { key: "rollback", expected: "a floor or a ceiling beside it, which says when" };
  }
  return null;
}

function isNeverNegative(known: KnownMetric | null | undefined): boolean {
  return known != null && ["share", "ratio", "positive"].includes(known.range);
}
