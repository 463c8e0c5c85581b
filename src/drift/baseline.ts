import { between, columnsFromList, type PointColumns } from "../collections/point-columns.ts";
import { mean } from "../stats/mean.ts";
import { formatInstant, type Zone } from "../time/instant.ts";
import type { MetricPoint } from "../validation/evidence.ts";
import type { MetricAssessment } from "./schema.ts";
import type { Selection } from "./series.ts";

/** The points that a metric is compared with. */
export interface Reference {
  readonly kind: "reference" | "champion";
  readonly points: PointColumns<MetricPoint>;
}

/**
 * Of retrainings the champion's own run, else the first points of what is judged, which of one version
 * are those nearest to its training.
 *
 * @param points finite, oldest first, without their season
 * @param champion its own run
 * @param wanted how many first points, never all; by default a quarter, at least three, and one of
 *   fewer than eight
 */
export function selectReference(
  points: PointColumns<MetricPoint>,
  { judged }: Selection,
  champion: MetricPoint | undefined,
  wanted: number | undefined,
): Reference {
  if (judged === "retrainings" && champion !== undefined) {
    return { kind: "champion", points: columnsFromList([champion]) };
  }
  const count = points.at.length;
  const usual = count < 8 ? 1 : Math.max(3, Math.floor(count / 4));
  const used = Math.min(wanted ?? usual, Math.max(1, count - 1));
  return { kind: "reference", points: between(points, 0, used) };
}

/** The reference as one number; null without points. */
export function baselineFacts(
  { kind, points }: Reference,
  zone: Zone,
): MetricAssessment["baseline"] {
  const { at, value } = points;
  const [from, to] = [at[0], at.at(-1)];
  if (from === undefined || to === undefined) return null;
  const total = averageSamples(points);
  return {
    kind,
    // Weighted by their samples where these are known, so that a share stays a share.
    value: total === null ? mean(value) : weightedSum(points) / total,
    points: at.length,
    samples: total,
    from: formatInstant(from, zone),
    to: formatInstant(to, zone),
  };
}

/** On how many samples all together; null where that of one is unknown. */
function averageSamples({ at, point }: PointColumns<MetricPoint>): number | null {
  let total = 0;
  for (let i = 0; i < at.length; i++) {
    const { samples } = point(i);
    if (samples === null || samples <= 0) return null;
    total += samples;
  }
  return total;
}

function weightedSum({ value, point }: PointColumns<MetricPoint>): number {
  return value.reduce((sum, each, i) => sum + each * (point(i).samples ?? 0), 0);
}
