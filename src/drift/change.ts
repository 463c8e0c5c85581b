import type { DriftStatistic } from "../stats/drift-statistic.ts";
import { normalSf } from "../stats/normal.ts";
import { newcombe, wilson } from "../stats/proportion.ts";
import type { MetricPoint } from "../validation/evidence.ts";
import type { MetricAssessment } from "./schema.ts";

/** How much a value varies without any change, as far as known. */
export interface Noise {
  readonly statistic: DriftStatistic | null;
  readonly isShare: boolean;
  /** Of the configured confidence. */
  readonly z: number;
}

type Baseline = NonNullable<MetricAssessment["baseline"]>;

/** The difference of the latest value from the baseline, and how sure that is. */
export function measureChange(
  latest: MetricPoint,
  baseline: Baseline,
  noise: Noise,
): NonNullable<MetricAssessment["change"]> {
  const absolute = latest.value - baseline.value;
  const relative = baseline.value === 0 ? null : absolute / Math.abs(baseline.value);
  return { absolute, relative, ...uncertainty(latest, baseline, noise) };
}

/** Of the change: from the samples, else from what the tool states, else from the scatter. */
function uncertainty(
  { value, samples, deviation }: MetricPoint,
  baseline: Baseline,
  { statistic, isShare: share, z }: Noise,
): Pick<NonNullable<MetricAssessment["change"]>, "interval" | "method"> {
  const absolute = value - baseline.value;
  const about = (error: number): [number, number] => [absolute - error, absolute + error];
  const confidence = 1 - 2 * normalSf(z);
  if (share && samples !== null && samples > 0) {
    if (baseline.samples !== null) {
      const before = { share: baseline.value, samples: baseline.samples };
      return {
        interval: newcombe(before, { share: value, samples }, confidence),
        method: "newcombe",
      };
    }
    const [low, high] = wilson(value, samples, confidence);
    return { interval: [low - baseline.value, high - baseline.value], method: "wilson" };
  }
  if (deviation !== null) {
    // The points of the baseline are taken for as uncertain as the latest.
    return {
      interval: about(z * deviation * Math.sqrt(1 + 1 / baseline.points)),
      method: "deviation",
    };
  }
  if (statistic !== null) {
    const error = Math.hypot(statistic.noise, standardError(statistic, baseline.points));
    return { interval: about(z * error), method: "scatter" };
  }
  return { interval: null, method: null };
}

/** Of the value alone; null where its noise is unknown. */
export function confidenceInterval(
  { value, samples, deviation }: MetricPoint,
  { statistic, isShare: share, z }: Noise,
): [number, number] | null {
  if (share && samples !== null && samples > 0) return wilson(value, samples, 1 - 2 * normalSf(z));
  const error = deviation ?? statistic?.noise ?? null;
  return error === null ? null : [value - z * error, value + z * error];
}

/** Of the mean of so many neighbouring points, which are alike. */
export function standardError({ noise, phi }: DriftStatistic, count: number): number {
  // One point alone is not alike to itself.
  const inflation = count === 1 ? 1 : (1 + phi) / (1 - phi);
  return noise * Math.sqrt(Math.min(1, inflation / count));
}

/** The p of two proportions being equal, by their pooled z test; null where samples are unknown or too few. */
export function sharesP(
  latest: MetricPoint | null,
  baseline: MetricAssessment["baseline"],
): number | null {
  if (!latest?.samples || !baseline?.samples) return null;
  const [n, m] = [latest.samples, baseline.samples];
  const pooled = (latest.value * n + baseline.value * m) / (n + m);
  // With fewer than five expected of either kind the normal distribution is no approximation.
  if (Math.min(n, m) * Math.min(pooled, 1 - pooled) < 5) return null;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return 2 * normalSf(Math.abs(latest.value - baseline.value) / error);
}
