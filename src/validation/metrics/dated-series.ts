import { groupBy } from "../../collections/group-by.ts";
import type { MetricSourceConfig } from "../../config/schema.ts";
import { count } from "../../text/quantity.ts";
import type { Experiment, MetricSeries } from "../evidence.ts";
import type { SourceProblem } from "../schema.ts";
import type { Dated } from "./dated.ts";
import { columnSeries, DatedColumns } from "./dated-columns.ts";
import { datedModels } from "./dated-models.ts";
import { namesIn } from "./leaves.ts";
import { selectMetrics } from "./metric-name.ts";

/** Evaluations of files as series, and those that are experiments. */
export interface DatedSeries {
  readonly series: readonly MetricSeries[];
  readonly experiments: readonly Experiment[];
  readonly notes: readonly SourceProblem[];
}

/** Evaluations of files as series: one a source, model and metric. */
export function buildSeries(
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

function seriesOfSource(
  source: string,
  dated: readonly Dated[],
  globs: readonly string[] | undefined,
): MetricSeries[] {
  // Files of one instant stay in the order of their paths: sort() is stable.
  const sorted = dated.toSorted((a, b) => a.at - b.at);
  const metrics = [...selectMetrics(namesIn(dated), globs)].sort();
  const series = new Map(metrics.map((name) => [name, new DatedColumns(sorted)]));
  let names: readonly string[] = [];
  let columns: (DatedColumns | undefined)[] = [];
  for (const [evaluation, { leaves }] of sorted.entries()) {
    if (leaves.names !== names) {
      names = leaves.names;
      columns = names.map((name) => series.get(name));
    }
    for (let place = 0; place < names.length; place++) columns[place]?.add(evaluation, place);
  }
  return [...series].map(([metric, own]) => columnSeries(metric, source, own.columns()));
}

function byKey([a]: [string | null, unknown], [b]: [string | null, unknown]): number {
  return (a ?? "") < (b ?? "") ? -1 : 1;
}
