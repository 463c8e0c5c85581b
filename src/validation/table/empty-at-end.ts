import { groupBy } from "../../group-by.ts";
import type { Layout } from "./columns.ts";
import type { Measured } from "./measured.ts";

/**
 * The metrics that are empty in the last rows of a table for longer than ever between two of their
 * values: pandas leaves a cell empty where a metric is NaN. One that is measured every seventh day is
 * empty for six.
 *
 * @example of `auc` with 0.9, 0.8, empty it is one; with 0.9, empty, 0.8, empty it is none
 */
export function emptyAtEnd(rows: readonly Measured[], { wide, verdictOf }: Layout): string[] {
  // NannyML has values only where it has targets, which come later.
  if (verdictOf !== undefined) return [];
  const whole = rows.filter(({ isFailed }) => !isFailed);
  const series = groupBy(whole, ({ model, prefix }) => JSON.stringify([model, prefix]));
  return [...series.values()].flatMap((own) => {
    const sorted = own.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
    const [{ prefix }] = sorted as [Measured, ...Measured[]];
    return wide.flatMap(({ name, value }) => {
      const filled = sorted.flatMap(({ row }, index) => (row.cells[value] === null ? [] : [index]));
      // Of a lone row all that is empty counts: other files may have it.
      if (filled.length === 0) return sorted.length === 1 ? [`${prefix}${name}`] : [];
      const steps = filled.slice(1).map((index, i) => index - (filled[i] as number));
      const since = sorted.length - (filled.at(-1) as number);
      const longest = steps.reduce((most, step) => Math.max(most, step), 1);
      return since > longest ? [`${prefix}${name}`] : [];
    });
  });
}
