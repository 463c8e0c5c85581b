import type { z } from "zod";
import { canonicalName, directionOf } from "../metric-names.ts";
import type { DriftConfig, MetricRule } from "./drift.ts";
import type { ReviewConfig } from "./review.ts";

/**
 * Refuses a limit of `review.acceptance` on the side on which a metric is better. Beside `max_loss`, which
 * looks to the other side, its name is enough to tell; else `drift.metrics` must say so, for names may
 * deceive.
 *
 * @example log_loss: { floor: 0.2, max_loss: 0.05 } → review.acceptance.log_loss.floor
 */
export function refuseContraryLimits(
  { drift, review }: { drift: DriftConfig; review: ReviewConfig },
  context: z.core.$RefinementCtx,
): void {
  for (const [name, { floor, ceiling, max_loss: loss }] of Object.entries(
    review.acceptance ?? {},
  )) {
    const stated = statedDirection(ruleFor(name, drift.metrics ?? {}));
    const direction = stated ?? (loss === undefined ? null : directionOf(name));
    const why = stated === null ? "as its name says" : "as drift.metrics says";
    const refuse = (limit: "floor" | "ceiling", instead: "floor" | "ceiling") =>
      context.addIssue({
        code: "custom",
        path: ["review", "acceptance", name, limit],
        message: `a ${instead}, for of ${name} ${direction} is better, ${why}; otherwise set drift.metrics.${name}.direction`,
      });
    if (direction === "lower" && floor !== undefined) refuse("floor", "ceiling");
    if (direction === "higher" && ceiling !== undefined) refuse("ceiling", "floor");
  }
}

function ruleFor(
  name: string,
  rules: Readonly<Record<string, MetricRule>>,
): MetricRule | undefined {
  if (Object.hasOwn(rules, name)) return rules[name];
  return Object.entries(rules).find(([of]) => canonicalName(of) === canonicalName(name))?.[1];
}

/** Which way a metric is better by its rule alone: as it says, else as its limit implies. */
function statedDirection(rule: MetricRule | undefined): "higher" | "lower" | null {
  if (rule?.direction !== undefined) return rule.direction;
  if (rule?.floor !== undefined) return "higher";
  return rule?.ceiling === undefined ? null : "lower";
}
