import { formatInstant, type Zone } from "../instant.ts";
import { mean } from "../stats/mean.ts";
import type { MetricPoint } from "../validation/evidence.ts";
import type { MetricAssessment } from "./schema.ts";
import type { Selection } from "./series.ts";

/** The points that a metric is compared with. */
export interface Reference {
  readonly kind: "reference" | "champion";
  readonly points: readonly MetricPoint[];
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
export function referenceOf(
  points: readonly MetricPoint[],
  { judged }: Selection,
  champion: MetricPoint | undefined,
  wanted: number | undefined,
): Reference {
  if (judged === "retrainings" && champion !== undefined) {
    return { kind: "champion", points: [champion] };
  }
  const usual = points.length < 8 ? 1 : Math.max(3, Math.floor(points.length / 4));
  return {
    kind: "reference",
    points: points.slice(0, Math.min(wanted ?? usual, Math.max(1, points.length - 1))),
  };
}

/** What the reference says in one number; null without points. */
export function baselineOf({ kind, points }: Reference, zone: Zone): MetricAssessment["baseline"] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const samples = points.map((point) => point.samples);
  const known = samples.filter((n) => n !== null && n > 0) as number[];
  const total = known.length === points.length ? known.reduce((sum, n) => sum + n, 0) : null;
  // Weighted by their samples where these are known, so that a share stays a share.
  const value =
    total === null
      ? mean(points.map((point) => point.value))
      : points.reduce((sum, point, i) => sum + point.value * (known[i] as number), 0) / total;
  return {
    kind,
    value,
    points: points.length,
    samples: total,
    from: formatInstant(first.at, zone),
    to: formatInstant(last.at, zone),
  };
}
