import { median } from "../stats/mean.ts";
import { type Instant, MICROS_PER_DAY } from "../time/instant.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import type { AgePoint } from "./aging.ts";

/** The losses of model versions by age, in steps of equal length. */
export interface LossHistory {
  readonly stepDays: number;
  /** By version in the order of their first points, then by age; ages in steps. */
  readonly points: readonly AgePoint[];
  /** The version in production, also where its labels are all to come, and its age now, in steps. */
  readonly production: { readonly version: string; readonly since: Instant; readonly age: number };
  /** The usual time between two versions, in days; null with one version. */
  readonly usualDays: number | null;
  /** Points that were excluded: without a version, without a number, or younger than the labels need. */
  readonly leftOut: {
    readonly versionless: number;
    readonly notFinite: number;
    readonly immature: number;
  };
}

export interface HistoryRules {
  readonly now: Instant;
  readonly direction: "higher" | "lower";
  /** Losses are known so many days after the event. */
  readonly labelDelayDays: number;
}

/**
 * Losses by age out of a metric. A model's age is counted from its first point: when it was trained
 * stands in no metric. A step is the usual time between two points of a version, at least a day; several
 * points in a step are one, their mean. Where higher is better the loss is less the value: levels
 * cancel, and only growth counts.
 *
 * @returns null without a point of a known version
 */
export function lossHistory(series: MetricSeries, rules: HistoryRules): LossHistory | null {
  const { now, direction, labelDelayDays } = rules;
  const leftOut = { versionless: 0, notFinite: 0, immature: 0 };
  const versions = new Map<string, { at: Instant; loss: number }[]>();
  const firsts = new Map<string, Instant>();
  for (const { at, value, modelVersion } of [...series.points].sort((a, b) => a.at - b.at)) {
    if (modelVersion !== null && at <= now && !firsts.has(modelVersion))
      firsts.set(modelVersion, at);
    if (modelVersion === null) leftOut.versionless++;
    else if (!Number.isFinite(value)) leftOut.notFinite++;
    else if (at > now - labelDelayDays * MICROS_PER_DAY) leftOut.immature++;
    else {
      const own = versions.get(modelVersion) ?? [];
      versions.set(modelVersion, own);
      own.push({ at, loss: direction === "lower" ? value : -value });
    }
  }
  const starts = [...firsts].map(([version, since]) => ({ version, since }));
  const newest = starts.find(({ version }) => version === series.champion) ?? starts.at(-1);
  if (newest === undefined || versions.size === 0) return null;
  const gaps = [...versions.values()].flatMap((points) => differences(points.map(({ at }) => at)));
  const stepDays = Math.max(1, median(gaps.filter((gap) => gap > 0)) / MICROS_PER_DAY || 1);
  const step = stepDays * MICROS_PER_DAY;
  const between = differences(starts.map(({ since }) => since).sort((a, b) => a - b));
  return {
    stepDays,
    points: [...versions].flatMap(([version, points]) => inSteps(version, points, step)),
    production: { ...newest, age: (now - newest.since) / step },
    usualDays: between.length === 0 ? null : median(between) / MICROS_PER_DAY,
    leftOut,
  };
}

function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, k) => value - (values[k] as number));
}

/** One point for each step in which there is one: the mean of its losses. */
function inSteps(
  version: string,
  points: readonly { at: Instant; loss: number }[],
  step: number,
): AgePoint[] {
  const first = points[0]?.at as Instant;
  const bins = new Map<number, number[]>();
  for (const { at, loss } of points) {
    const age = Math.round((at - first) / step);
    const bin = bins.get(age) ?? [];
    bins.set(age, bin);
    bin.push(loss);
  }
  return [...bins].map(([age, losses]) => ({
    version,
    age,
    loss: losses.reduce((sum, loss) => sum + loss / losses.length, 0),
  }));
}
