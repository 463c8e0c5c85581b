import type { ChangeFacts, Conclusion, FromTo } from "./facts.ts";
import type { Tone } from "./schema.ts";

/** From the best to the worst; the unknown is worse than what is good, and better than what is bad. */
export const DECISIONS: readonly string[] = [
  "retrain_as_scheduled",
  "wait",
  "cannot_decide",
  "retrain_early",
  "retrain_now",
];
export const READINESS: readonly string[] = ["enough", "doubtful", "unknown", "short"];
export const CONCLUSIONS: Record<Conclusion, readonly string[]> = {
  sufficiency: ["sufficient", "unknown", "insufficient"],
  recommendation: [
    "continue_monitoring",
    "monitor",
    "investigate_and_retrain",
    "retrain_soon",
    "retrain_immediately",
  ],
  "validation trend": ["improving", "stable", "unknown", "unstable", "degrading"],
  "performance degradation": ["no", "unknown", "yes"],
  "data distribution shift": ["no", "unknown", "yes"],
  "retrain now": ["no", "unknown", "yes"],
};

/** Whether the step is one to the worse, in an order that begins with the best. */
export function judgeTone(order: readonly string[], { from, to }: FromTo<string>): Tone {
  const step = order.indexOf(to) - order.indexOf(from);
  return step > 0 ? "worse" : step < 0 ? "better" : "neutral";
}

/** By its verdict first, then by its value. */
export function metricTone(f: ChangeFacts["metric"]): Tone {
  const verdict = judgeTone(CONCLUSIONS["validation trend"], {
    from: f.verdict_from,
    to: f.verdict_to,
  });
  if (verdict !== "neutral") return verdict;
  if (f.from === null || f.to === null) return f.to === null ? "worse" : "neutral";
  return isWorse(f) === null ? "neutral" : isWorse(f) ? "worse" : "better";
}

/** Whether a metric has become worse; null if its direction is unknown. */
export function isWorse({ from, to, direction }: ChangeFacts["metric"]): boolean | null {
  if (direction === null || from === null || to === null) return null;
  return direction === "higher" ? to < from : to > from;
}
