import { groupBy } from "../../collections/group-by.ts";
import { findDirection } from "../../metric-names/names.ts";
import { figure } from "../../text/quantity.ts";
import type { Instant } from "../../time/instant.ts";
import type { MetricSeries } from "../evidence.ts";
import type { SourceProblem } from "../schema.ts";
import { shown } from "./metric-tree.ts";
import type { OddNumber } from "./number-text.ts";

/** An evaluation with what it wrote as text. */
export interface OddEvaluation {
  readonly path: string;
  readonly source: string;
  readonly at: Instant;
  readonly odd: readonly OddNumber[];
}

/** A number of a file that could not be read; `at` is null if a later evaluation of its source could be read. */
interface Unreadable extends SourceProblem {
  readonly at: Instant | null;
}

/**
 * Texts that stand where a metric is expected and are no numbers, one line a file: names that are metrics of
 * the same source elsewhere, or that the field knows.
 */
export function unreadableIn(
  dated: readonly OddEvaluation[],
  series: readonly MetricSeries[],
): Unreadable[] {
  const metrics = new Set(series.map(({ metric }) => metric));
  const isMetric = ({ name, value }: OddNumber) =>
    value === null && (metrics.has(name) || findDirection(name) !== null);
  return [...groupBy(dated, ({ source }) => source).values()].flatMap((items) => {
    const newest = items.reduce((most, { at }) => Math.max(most, at), -Infinity);
    return [...groupBy(items, ({ path }) => path)].flatMap(([path, own]): Unreadable[] => {
      const found = own.flatMap(({ odd, at }) =>
        odd.filter(isMetric).map((each) => ({ each, at })),
      );
      const [first] = found;
      if (first === undefined) return [];
      const more = found.length > 1 ? `, and ${found.length - 1} more values` : "";
      const { name, text } = first.each;
      const problem = `${name}: ${shown(text)} is not a number${more}; write a number, or remove it`;
      return [{ path, problem, at: found.some(({ at }) => at === newest) ? newest : null }];
    });
  });
}

/** Metrics that are written as percentages, and how they were read: one line a source. */
export function percentagesIn(
  dated: readonly OddEvaluation[],
  series: readonly MetricSeries[],
): SourceProblem[] {
  const metrics = new Set(series.map(({ metric }) => metric));
  return [...groupBy(dated, ({ source }) => source).values()].flatMap((items) => {
    const found = items.flatMap(({ odd, path }) =>
      odd
        .filter(({ name, value }) => value !== null && metrics.has(name))
        .map((each) => ({ ...each, path })),
    );
    const last = found.at(-1);
    if (last === undefined) return [];
    const more = found.length > 1 ? `, and ${found.length - 1} more percentages likewise` : "";
    const problem = `${last.name}: ${shown(last.text)} is read as ${figure(last.value ?? 0)}${more}`;
    return [{ path: last.path, problem }];
  });
}
