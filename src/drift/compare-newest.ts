import { between, type PointColumns } from "../collections/point-columns.ts";
import type { DriftConfig } from "../config/schema.ts";
import { isShare } from "../metric-names/names.ts";
import { normalQuantile } from "../stats/normal.ts";
import type { Zone } from "../time/instant.ts";
import type { MetricPoint } from "../validation/evidence.ts";
import { baselineFacts, type Reference, selectReference } from "./baseline.ts";
import { confidenceInterval, measureChange, type Noise, sharesP } from "./change.ts";
import type { PreparedPoints } from "./prepare-points.ts";
import type { MetricAssessment } from "./schema.ts";
import type { TestedPoints } from "./test-points.ts";

/** The newest point beside the reference. */
export interface NewestCompared {
  readonly noise: Noise;
  readonly reference: Reference;
  readonly baseline: MetricAssessment["baseline"];
  /** The newest that is finite, without its season; undefined without one. */
  readonly newest: MetricPoint | undefined;
  /** Whether the very last value is a number. */
  readonly isLastFinite: boolean;
  /** Of the last value alone, with its season. */
  readonly interval: [number, number] | null;
  readonly change: MetricAssessment["change"];
  /** The p of two equal shares; null where a test for drift is made, or shares are not known. */
  readonly shares: number | null;
  /** The newest quarter. */
  readonly quarter: PointColumns<MetricPoint>;
}

/** Compares the newest point with the reference, as far as its noise is known. */
export function compareNewest(
  metric: string,
  prepared: PreparedPoints,
  tested: TestedPoints,
  config: DriftConfig,
  zone: Zone,
): NewestCompared {
  const { single, points, season, last, selection, oneTime, changedAt } = prepared;
  const { statistic, enough } = tested;
  // Without its season a share is not a share: only the scatter shows its noise.
  const inShares = isShare(metric) && single.value.every((value) => value >= 0 && value <= 1);
  const z = normalQuantile((1 + config.confidence) / 2);
  const noise: Noise = { statistic, isShare: inShares && season === null, z };
  const reference = selectReference(
    points,
    selection,
    prepared.ofChampion,
    config.reference_points,
  );
  const baseline = baselineFacts(reference, zone);
  const isLastFinite = last !== undefined && Number.isFinite(last.value);
  const count = points.at.length;
  const newest = count === 0 ? undefined : points.point(count - 1);
  // A value that is not a number has no change, nor has a point that is part of its own reference.
  const compared =
    changedAt !== null ||
    !isLastFinite ||
    newest === undefined ||
    reference.points.at.includes(newest.at)
      ? null
      : newest;
  return {
    noise,
    reference,
    baseline,
    newest,
    isLastFinite,
    interval: isLastFinite ? confidenceInterval(last, { ...noise, isShare: inShares }) : null,
    change:
      compared === null || baseline === null ? null : measureChange(compared, baseline, noise),
    shares: !enough && !oneTime && noise.isShare ? sharesP(compared, baseline) : null,
    quarter: between(points, Math.max(0, count - Math.max(2, Math.floor(count / 4))), count),
  };
}
