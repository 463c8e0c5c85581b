import { groupBy } from "../collections/group-by.ts";
import { newestAt, toColumns } from "../collections/point-columns.ts";
import { canonicalName, findDirection } from "../metric-names/names.ts";
import { quantile } from "../stats/quantile.ts";
import type { Instant } from "../time/instant.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import type { Ended } from "./schema.ts";

/** A metric has ended after missing so many of its usual intervals … */
const INTERVALS = 3;
/** … and only of so many points is an interval known. */
export const FEWEST_POINTS = 3;

/**
 * The metrics that are no longer measured although others of the same source are: a metric that was
 * renamed, or whose computation fails silently. Intervals are counted in evaluations of the source,
 * so that a pause of the whole source ends nothing. Where a metric of a similar name began right after
 * the last value, one evaluation is enough.
 *
 * @example auc in weeks 1 to 12, f1 in weeks 1 to 20 → auc ended, 8 evaluations missed
 */
export function endedSeries(series: readonly MetricSeries[]): Map<MetricSeries, Ended> {
  const sources = groupBy(series, ({ source }) => source);
  return new Map([...sources.values()].flatMap((group) => findEnded(group)));
}

function findEnded(group: readonly MetricSeries[]): [MetricSeries, Ended][] {
  // Mostly all go on, and nothing has to be counted.
  const newest = group.map(newestAt);
  if (newest.every((at) => at === newest[0])) return [];
  const instants = sortedInstants(group);
  const placeOf = new Map(instants.map((at, place) => [at, place]));
  const timed = group.map((series) => {
    const places = sortedInstants([series]).map((at) => placeOf.get(at) as number);
    return { series, places, first: places[0] ?? -1, last: places.at(-1) ?? -1 };
  });
  const paused = timed.flatMap(({ series, places, last }) => {
    if (places.length < FEWEST_POINTS) return [];
    const missed = instants.length - 1 - last;
    const gaps = places.slice(1).map((place, i) => place - (places[i] as number));
    const usual = quantile(gaps, 0.5);
    const began = timed.filter((other) => other.first > last && other.first <= last + usual);
    const next = nearest(
      series,
      began.map((other) => other.series),
    );
    return [{ series, last, missed, usual, next }];
  });
  const claims = groupBy(paused, ({ next }) => next);
  return paused.flatMap(({ series, last, missed, usual, next }): [MetricSeries, Ended][] => {
    // Where one begins as several end, the file has other metrics than before: none was renamed.
    const successor = claims.get(next)?.length === 1 ? next : null;
    const isRenamed = successor !== null && isAlike(series.metric, successor.metric);
    if (missed < (isRenamed ? usual : INTERVALS * usual)) return [];
    const going = timed.filter((other) => other.last > last).map((other) => other.series.metric);
    const others = going.filter((metric) => metric !== successor?.metric);
    return [
      [series, { missed, successor: successor?.metric ?? null, continuing: others[0] ?? null }],
    ];
  });
}

/** Each once, oldest first. */
function sortedInstants(group: readonly MetricSeries[]): Instant[] {
  const all = new Set<Instant>();
  for (const series of group) for (const at of toColumns(series).at) all.add(at);
  return [...all].sort((a, b) => a - b);
}

/** The series that most likely goes on under another name: by its name, else by its direction. */
function nearest({ metric }: MetricSeries, began: readonly MetricSeries[]): MetricSeries | null {
  const direction = findDirection(metric);
  return (
    began.find((other) => isAlike(metric, other.metric)) ??
    began.find((other) => direction !== null && findDirection(other.metric) === direction) ??
    (direction === null ? began[0] : undefined) ??
    null
  );
}

/** `val_auc` and `auc`, `auc` and `roc_auc`. */
function isAlike(one: string, other: string): boolean {
  const [a, b] = [canonicalName(one), canonicalName(other)];
  return a === b || a.split(/[_.]/).includes(b) || b.split(/[_.]/).includes(a);
}
