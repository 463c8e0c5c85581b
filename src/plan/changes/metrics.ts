import type { ComparedPlan } from "./earlier.ts";
import { type WordedChange, wordChange } from "./wordings.ts";

type Metric = ComparedPlan["current_state"]["drift_assessment"]["metrics"][number];

/**
 * Metrics with another latest value, verdict or limit; first those with another verdict, then the primary
 * ones, then by how far they have moved.
 */
export function metricChanges(a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  const [before, now] = [indexMetrics(a), indexMetrics(b)];
  const named = nameMetric([...before.values(), ...now.values()]);
  const pairs = [...now].map(([key, metric]) => ({ was: before.get(key), metric }));
  const gone = [...before].filter(([key]) => !now.has(key)).map(([, metric]) => metric);
  const changes = pairs
    .sort((x, y) => changeWeight(y) - changeWeight(x))
    .flatMap(({ was, metric }) => listChanges(was, metric, named(metric)));
  return [
    ...changes,
    ...gone.map((metric) =>
      wordChange("metric-gone", { metric: named(metric), verdict: metric.verdict }),
    ),
  ];
}

function indexMetrics({ current_state }: ComparedPlan): Map<string, Metric> {
  const { metrics } = current_state.drift_assessment;
  return new Map(metrics.map((metric) => [`${metric.name}\0${metric.source}`, metric]));
}

/** A name that several sources have needs its source. */
function nameMetric(metrics: readonly Metric[]): (metric: Metric) => string {
  const sources = new Map<string, Set<string>>();
  for (const { name, source } of metrics) {
    sources.set(name, (sources.get(name) ?? new Set()).add(source));
  }
  return ({ name, source }) => ((sources.get(name)?.size ?? 0) > 1 ? `${name} (${source})` : name);
}

interface Pair {
  was: Metric | undefined;
  metric: Metric;
}

function changeWeight({ was, metric }: Pair): number {
  const verdict = was !== undefined && was.verdict !== metric.verdict ? 4 : 0;
  const [from, to] = [was?.latest?.value ?? null, metric.latest?.value ?? null];
  const moved = from === null || to === null || from === 0 ? 1 : Math.abs((to - from) / from);
  return verdict + (metric.primary ? 2 : 0) + moved / (1 + moved);
}

function listChanges(was: Metric | undefined, metric: Metric, name: string): WordedChange[] {
  const { latest, verdict, direction } = metric;
  const to = latest?.value ?? null;
  if (was === undefined) return [wordChange("metric-new", { metric: name, value: to, verdict })];
  const from = was.latest?.value ?? null;
  const limits = { from: was.limit?.value ?? null, to: metric.limit?.value ?? null };
  const changes: WordedChange[] = [];
  if (from !== to || was.verdict !== verdict) {
    const verdicts = { verdict_from: was.verdict, verdict_to: verdict };
    const on = latest?.time.slice(0, 10) ?? "";
    changes.push(wordChange("metric", { metric: name, from, to, on, direction, ...verdicts }));
  }
  if (limits.from !== limits.to)
    changes.push(wordChange("metric-limit", { metric: name, ...limits }));
  return changes;
}
