import { formatInstant, type Zone } from "../instant.ts";
import { mean } from "../stats/mean.ts";
import type { MetricPoint } from "../validation/evidence.ts";
import type { MetricAssessment } from "./schema.ts";
import { folded, inOrder } from "./series.ts";

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

/** Each as it is, or of many the means of neighbours, at the time and of the version of the last. */
export function shownPoints(
  points: readonly MetricPoint[],
  zone: Zone,
): MetricAssessment["points"] {
  return folded(inOrder(points), MOST_SHOWN).map((group) => {
    const finite = group.map((point) => point.value).filter(Number.isFinite);
    return {
      ...shownPoint(group.at(-1) as MetricPoint, zone),
      value: finite.length > 0 ? mean(finite) : null,
    };
  });
}
