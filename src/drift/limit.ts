import type { MetricRule } from "../config/schema.ts";
import type { Direction } from "../metric-names/names.ts";
import type { MetricAssessment } from "./schema.ts";

interface Position {
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  /** Of the mean of the newest quarter. */
  readonly recent: readonly [number, number] | null;
}

/** The strictest of the limits that are configured, and whether the latest value lies beyond; null without. */
export function chooseLimit(
  rule: MetricRule | undefined,
  direction: Direction | null,
  baseline: number | null,
  { value, interval, recent }: Position,
): MetricAssessment["limit"] {
  if (rule === undefined || direction === null) return null;
  const sign = direction === "lower" ? -1 : 1;
  const dropped =
    rule.max_drop === undefined || baseline === null
      ? undefined
      : baseline - sign * rule.max_drop * Math.abs(baseline);
  const limits = [direction === "higher" ? rule.floor : rule.ceiling, dropped].filter(
    (limit) => limit !== undefined,
  );
  if (limits.length === 0) return null;
  const limit = sign * Math.max(...limits.map((each) => sign * each));
  const isBeyond = (x: number) => sign * (x - limit) < 0;
  const wholly = (range: readonly [number, number] | null) => range?.every(isBeyond) ?? false;
  const crossed = value !== null && isBeyond(value);
  return {
    floor: rule.floor ?? null,
    ceiling: rule.ceiling ?? null,
    max_drop: rule.max_drop ?? null,
    value: limit,
    crossed,
    certain: crossed && (interval === null || wholly(interval) || wholly(recent)),
  };
}
