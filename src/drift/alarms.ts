import { adwin } from "../stats/adwin.ts";
import type { DriftStatistic } from "../stats/drift-statistic.ts";
import { pageHinkley } from "../stats/page-hinkley.ts";
import { formatInstant, type Instant, type Zone } from "../time/instant.ts";
import type { MetricAssessment } from "./schema.ts";

/**
 * When ADWIN and Page-Hinkley take alarm. They see the values in units of their noise, since both have
 * thresholds of fixed size, made wider by what neighbours are alike; and at every point, since points
 * are few: ADWIN with River's defaults but for its clock of 32, Page-Hinkley with δ = ½ and λ = 5, the
 * usual chart for a change of one standard deviation (Montgomery, Statistical Quality Control, 9.1).
 *
 * @param ends the time of each value; of a mean, that of the last
 */
export function alarms(
  ends: readonly Instant[],
  values: readonly number[],
  { noise, phi }: DriftStatistic,
  zone: Zone,
): MetricAssessment["change_points"] {
  const unit = noise * Math.sqrt((1 + phi) / (1 - phi));
  if (!(unit > 0)) return [];
  const origin = values[0] as number;
  const scaled = values.map((value) => (value - origin) / unit);
  const found = [
    ...adwin(scaled, { clock: 1 }).map((index) => ({ index, detector: "adwin" as const })),
    ...pageHinkley(scaled, { minValues: 8, delta: 0.5, lambda: 5, alpha: 1 }).map((index) => ({
      index,
      detector: "page_hinkley" as const,
    })),
  ];
  return found
    .sort((a, b) => a.index - b.index)
    .map(({ index, detector }) => ({
      time: formatInstant(ends[index] as Instant, zone),
      detector,
      marks: "alarm" as const,
    }));
}
