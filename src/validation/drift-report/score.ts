import { isBranch } from "../metrics/metric-tree.ts";
import type { Check } from "../schema.ts";
import { plainKey } from "./keys.ts";

/** Where a distance is larger, there is drift … */
const DISTANCE =
  /^(?:data_|dataset_|max_|mean_|avg_|overall_)*(?:drift_score|drift_share|psi|js_divergence|wasserstein|kl_divergence|ks_statistic|ks_stat|share_of_drifted_(?:columns|features))$/;
/** … and where a p-value is smaller. */
const P_VALUE = /^(?:min_|overall_)*(?:p_?val(?:ue)?|ks_p_?val(?:ue)?)$/;
const THRESHOLD = /^(?:drift_|psi_|p_value_)?(?:threshold|alpha|limit)$/;
/** Of several thresholds the one beyond which a team acts. */
const ALARM = /^(?:alert|alarm|critical|high|major|significant|drift|red|retrain)(?:_threshold)?$/;

/** Scores of all features in one mapping: `psi_per_feature: {age: 0.1}`. */
const PER_FEATURE =
  /^(?:feature_|column_)?(.+?)(?:_scores?|_values?)?(?:_(?:per|by)_(?:feature|column))?$/;

/** A score beside its threshold. */
export function findScore(branch: Record<string, unknown>): Check | null {
  const threshold = findThreshold(branch);
  const score = findNumber(branch);
  return threshold === null || score === null ? null : judged(score, null, threshold);
}

/** Whether a branch has a drift score, judged or not. */
export function hasScore(branch: Record<string, unknown>): boolean {
  return findNumber(branch) !== null;
}

/**
 * The features of a mapping of scores, each judged by the threshold of the report.
 *
 * @example {psi_per_feature: {age: 0.3}, thresholds: {alert: 0.2}} gives one that did not pass
 */
export function scoredFeatures(branch: Record<string, unknown>): Check[] {
  const threshold = findThreshold(branch);
  if (threshold === null) return [];
  return Object.entries(branch).flatMap(([key, scores]) => {
    const [, name = ""] = PER_FEATURE.exec(plainKey(key)) ?? [];
    if (!isBranch(scores) || !isScore(name)) return [];
    return Object.entries(scores).flatMap(([column, value]) =>
      isNumber(value) ? [judged({ name, value }, column.slice(0, 200), threshold)] : [],
    );
  });
}

interface Score {
  readonly name: string;
  readonly value: number;
}

function judged({ name, value }: Score, column: string | null, threshold: number): Check {
  const passed = P_VALUE.test(plainKey(name)) ? value >= threshold : value <= threshold;
  return { name, column, passed, observed: value, threshold };
}

function findNumber(branch: Record<string, unknown>): Score | null {
  for (const [name, value] of Object.entries(branch)) {
    if (isNumber(value) && isScore(plainKey(name))) return { name, value };
  }
  return null;
}

function findThreshold(branch: Record<string, unknown>): number | null {
  const own = Object.entries(branch).find(
    ([key, value]) => THRESHOLD.test(plainKey(key)) && isNumber(value),
  );
  if (own !== undefined) return own[1] as number;
  const { thresholds } = branch;
  if (!isBranch(thresholds)) return null;
  const alarm = Object.entries(thresholds).find(
    ([key, value]) => ALARM.test(plainKey(key)) && isNumber(value),
  );
  return alarm === undefined ? null : (alarm[1] as number);
}

function isScore(name: string): boolean {
  return DISTANCE.test(name) || P_VALUE.test(name);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
