import type { MetricSourceConfig } from "../config/schema.ts";
import { groupBy } from "../group-by.ts";
import { count } from "../quantity.ts";
import type { Dated } from "./dated.ts";
import { datedModels } from "./dated-models.ts";
import type { Experiment, MetricPoint, MetricSeries } from "./evidence.ts";
import { selectMetrics } from "./metric-name.ts";
import type { SourceProblem } from "./schema.ts";

/** Evaluations of files as series, and those that are experiments. */
export interface DatedSeries {
  readonly series: readonly MetricSeries[];
  readonly experiments: readonly Experiment[];
  readonly notes: readonly SourceProblem[];
}

/** Evaluations of files as series: one a source, model and metric. */
export function seriesOf(
  dated: readonly Dated[],
  config: Pick<MetricSourceConfig, "metrics" | "run_name">,
  isMonitor: boolean,
): DatedSeries {
  const series: MetricSeries[] = [];
  const experiments: Experiment[] = [];
  const notes: SourceProblem[] = [];
  const sources = groupBy(dated, ({ file }) => file.source);
  for (const [source, items] of [...sources].sort(byKey)) {
    const { models, experiment, aside, unnamed } = datedModels(source, items, config, isMonitor);
    for (const { label, runs } of models.toSorted(byLabel)) {
      // Two models are two series, whatever they have in common.
      const name = label === null ? source : `${source}: ${label}`;
      series.push(...seriesOfSource(name, runs, config.metrics));
    }
    if (experiment !== null) {
      const metrics = [...selectMetrics(namesIn(aside), config.metrics)].sort();
      if (metrics.length > 0) experiments.push({ ...experiment, metrics });
    }
    if (unnamed > 0) {
      const problem = `${count(unnamed, "evaluation")} excluded, not named like \`run_name\``;
      notes.push({ path: source, problem });
    }
  }
  return { series, experiments, notes };
}

function byLabel(a: { label: string | null }, b: { label: string | null }): number {
  return byKey([a.label, 0], [b.label, 0]);
}

function namesIn(dated: readonly Dated[]): Set<string> {
  const names = new Set<string>();
  for (const { leaves } of dated) for (const { name } of leaves) names.add(name);
  return names;
}

function seriesOfSource(
  source: string,
  dated: readonly Dated[],
  globs: readonly string[] | undefined,
): MetricSeries[] {
  const points = new Map<string, MetricPoint[]>(
    [...selectMetrics(namesIn(dated), globs)].sort().map((name) => [name, []]),
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
