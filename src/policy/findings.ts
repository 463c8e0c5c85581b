import { daysBetween } from "../config/cadence.ts";
import { wordFinding } from "../finding.ts";
import type { PolicyDecision } from "./schema.ts";
import { POLICY_WORDINGS, type PolicyFacts, type PolicyFinding } from "./wordings.ts";

/**
 * The decision, in words.
 *
 * @param cadence that is planned
 * @param isAuto whether the decision was asked for the cadence, or costs are merely known
 */
export function policyFindings(
  decision: PolicyDecision,
  cadence: string,
  isAuto: boolean,
): PolicyFinding[] {
  const found: PolicyFinding[] = [];
  const add = <C extends keyof PolicyFacts>(code: C, facts: PolicyFacts[C]) => {
    found.push(wordFinding(POLICY_WORDINGS, code, facts, []) as PolicyFinding);
  };
  const { status, aging, best, trigger, asks_for } = decision;
  const metric = decision.metric?.name ?? "";
  if (status === "costs_missing") add("cadence-costs-missing", { asks_for, cadence });
  if (status === "metric_missing") add("cadence-metric-missing", { asks_for, cadence });
  if (status === "not_identified") add("cadence-not-identified", { metric, cadence });
  if (aging !== null && (status === "unsupported" || status === "never")) {
    add(`cadence-${status}`, { metric, aging, cadence });
  }
  if (status === "supported" && aging !== null && best !== null) {
    const { from = 0, to = null } = best.band_days ?? {};
    const days = daysBetween(cadence);
    const within = days >= from && (to === null || days <= to);
    add("cadence-best", { metric, aging, best, cadence, chosen: isAuto, within_band: within });
  }
  if (trigger !== null && trigger.due !== null) {
    add(trigger.retrain_now ? "retrain-now" : "retrain-held-back", { metric, trigger });
  }
  return found;
}
