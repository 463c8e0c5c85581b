import type { ComparedPlan } from "./earlier.ts";
import type { Conclusion } from "./facts.ts";
import { type WordedChange, wordChange } from "./wordings.ts";

/** On what the two plans rest, and what they conclude. */
export function conclusionChanges(a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  const [before, now] = [a.metadata, b.metadata];
  const hashes = { from: before.config?.sha256 ?? null, to: now.config?.sha256 ?? null };
  const names = { from: before.model.name, to: now.model.name };
  const changes: WordedChange[] = [];
  if (names.from !== null && names.to !== null && names.from !== names.to) {
    changes.push(wordChange("model", { from: names.from, to: names.to }));
  }
  if (before.model.version !== now.model.version) {
    const versions = { from: before.model.version, to: now.model.version };
    changes.push(wordChange("model-version", versions));
  }
  if (hashes.from !== hashes.to) changes.push(wordChange("configuration", hashes));
  if (before.tool.version !== now.tool.version) {
    changes.push(wordChange("tool", { from: before.tool.version, to: now.tool.version }));
  }
  if (before.timezone !== now.timezone) {
    changes.push(wordChange("time-zone", { from: before.timezone, to: now.timezone }));
  }
  if (a.decision !== null && b.decision !== null && a.decision.action !== b.decision.action) {
    const { action: to, headline } = b.decision;
    changes.push(wordChange("decision", { from: a.decision.action, to, headline }));
  }
  const earlier = conclusionsByTopic(a);
  for (const [of, to] of Object.entries(conclusionsByTopic(b)) as [Conclusion, string][]) {
    if (to !== earlier[of]) changes.push(wordChange("conclusion", { of, from: earlier[of], to }));
  }
  return changes;
}

function conclusionsByTopic({ current_state, policy }: ComparedPlan): Record<Conclusion, string> {
  const drift = current_state.drift_assessment;
  const now = policy?.trigger?.retrain_now;
  return {
    sufficiency: current_state.data_availability.sufficiency.status,
    recommendation: drift.recommendation,
    "validation trend": drift.validation_trend,
    "performance degradation": drift.performance_degradation,
    "data distribution shift": drift.data_distribution_shift,
    "retrain now": now === undefined ? "unknown" : now ? "yes" : "no",
  };
}

/** Items that have come, gone, or found or lost their proof. */
export function checklistChanges(a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  const before = new Map(a.checklist.map((item) => [item.item, item]));
  const now = new Set(b.checklist.map(({ item }) => item));
  return [
    ...b.checklist.flatMap(({ item, done, evidence }) => {
      const was = before.get(item);
      if (was === undefined) return [wordChange("item-new", { item, done })];
      if (was.done === done) return [];
      return [wordChange(done ? "item-done" : "item-undone", { item, evidence })];
    }),
    ...a.checklist
      .filter(({ item }) => !now.has(item))
      .map(({ item }) => wordChange("item-gone", { item })),
  ];
}
