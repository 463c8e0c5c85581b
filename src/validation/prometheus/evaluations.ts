import { groupBy } from "../../collections/group-by.ts";
import type { Instant } from "../../time/instant.ts";
import { asLeaves, type MetricLeaf } from "../metrics/leaves.ts";
import type { Evaluation } from "../metrics/metric-tree.ts";
import type { LabelledSeries } from "./labelled-series.ts";
import { type SegmentSeries, splitBySegments } from "./segments.ts";

/** The evaluations in series, and the metrics that could not be used. */
export interface SeriesEvaluations {
  /** Oldest first. */
  readonly evaluations: readonly Evaluation[];
  /** One line for each metric whose series cannot be told apart. */
  readonly faults: readonly string[];
}

/**
 * Samples as evaluations: those of one time, model and version together are one, of its metrics and segments. NaN and
 * infinities are kept: that evaluation failed.
 */
export function buildEvaluations(series: readonly LabelledSeries[]): SeriesEvaluations {
  const faults: string[] = [];
  const told: SegmentSeries[] = [];
  for (const own of groupBy(series, ({ metric }) => metric).values()) {
    const split = splitBySegments(own);
    if (typeof split === "string") faults.push(split);
    else told.push(...split);
  }
  const groups = new Map<string, Group>();
  for (const { name, model, version, samples } of told) {
    const own = JSON.stringify([model, version]);
    for (const { at, value } of samples) {
      const key = `${at} ${own}`;
      let group = groups.get(key);
      if (group === undefined) {
        group = { at, model, leaves: [] };
        groups.set(key, group);
      }
      group.leaves.push({ name, value, deviation: null, samples: null, modelVersion: version });
    }
  }
  const evaluations = [...groups.values()]
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
    .map(({ at, model, leaves }): Evaluation => ({ at, model, leaves: asLeaves(leaves) }));
  return { evaluations, faults };
}

interface Group {
  readonly at: Instant | null;
  readonly model: string | null;
  readonly leaves: MetricLeaf[];
}
