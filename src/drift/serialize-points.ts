import type { PointColumns } from "../collections/point-columns.ts";
import { mean } from "../stats/mean.ts";
import { formatInstant, type Zone } from "../time/instant.ts";
import type { MetricPoint } from "../validation/evidence.ts";
import type { MetricAssessment } from "./schema.ts";
import { folded } from "./series.ts";

/** So many are handed on, to be drawn. */
const MOST_SHOWN = 200;

/** As the plan says it. */
export function shownPoint({ at, value, modelVersion }: MetricPoint, zone: Zone) {
  return {
    time: formatInstant(at, zone),
    value: Number.isFinite(value) ? value : null,
    model_version: modelVersion,
  };
}

/**
 * Each as it is, or of many the means of neighbours, at the time and of the version of the last.
 *
 * @param points in order
 */
export function shownPoints(
  points: PointColumns<MetricPoint>,
  zone: Zone,
): MetricAssessment["points"] {
  return folded(points.at.length, MOST_SHOWN).map(({ from, to }) => {
    const values = points.value.subarray(from, to);
    const finite = values.every((value) => Number.isFinite(value))
      ? values
      : values.filter((value) => Number.isFinite(value));
    return {
      ...shownPoint(points.point(to - 1), zone),
      value: finite.length > 0 ? mean(finite) : null,
    };
  });
}
