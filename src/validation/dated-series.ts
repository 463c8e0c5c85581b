import type { MetricSourceConfig } from "../config/schema.ts";
import { groupBy } from "../group-by.ts";
import type { MetricPoint, MetricSeries } from "./evidence.ts";
import type { MetricFile } from "./metric-file.ts";
import { selectMetrics } from "./metric-name.ts";
import type { MetricLeaf, RunVerdict } from "./metric-tree.ts";
import type { OddNumber } from "./number-text.ts";
import type { ResultTime } from "./result-time.ts";

/** An evaluation with its time. */
export interface Dated extends ResultTime {
  readonly file: MetricFile;
  readonly model: string | null;
  readonly leaves: readonly MetricLeaf[];
  readonly blanks: readonly string[];
  readonly odd: readonly OddNumber[];
  readonly verdicts: readonly RunVerdict[];
  /** Whether its numbers may still come, as the targets of NannyML's newest chunk. */
  readonly isPending: boolean;
  /** Whether only git remembers it. */
  readonly isPast: boolean;
}

/** Evaluations of files as series: one a source, model and metric. */
export function seriesOf(
  dated: readonly Dated[],
  config: Pick<MetricSourceConfig, "metrics">,
): MetricSeries[] {
  const series: MetricSeries[] = [];
  const sources = groupBy(dated, ({ file }) => file.source);
  for (const [source, items] of [...sources].sort(byKey)) {
    const models = groupBy(items, ({ model }) => model);
    for (const [model, own] of [...models].sort(byKey)) {
      // Two models are two series, whatever they have in common.
      const name = models.size === 1 || model === null ? source : `${source}: ${model}`;
      series.push(...seriesOfSource(name, own, config.metrics));
    }
  }
  return series;
}

function seriesOfSource(
  source: string,
  dated: readonly Dated[],
  globs: readonly string[] | undefined,
): MetricSeries[] {
  const names = new Set<string>();
  for (const { leaves } of dated) for (const { name } of leaves) names.add(name);
  const points = new Map<string, MetricPoint[]>(
    [...selectMetrics(names, globs)].sort().map((name) => [name, []]),
  );
  // Files of one instant stay in the order of their paths: sort() is stable.
  const sorted = dated.toSorted((a, b) => a.at - b.at);
  for (const { file, at, timeSource, leaves } of sorted) {
    for (const leaf of leaves) {
      points.get(leaf.name)?.push({
        value: leaf.value,
        deviation: leaf.deviation,
        samples: leaf.samples,
        modelVersion: leaf.modelVersion ?? file.modelVersion,
        at,
        timeSource,
        path: file.path,
      });
    }
  }
  return [...points].map(([metric, list]) => ({ metric, source, points: list, champion: null }));
}

function byKey([a]: [string | null, unknown], [b]: [string | null, unknown]): number {
  return (a ?? "") < (b ?? "") ? -1 : 1;
}
