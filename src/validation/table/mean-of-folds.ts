import { groupBy } from "../../collections/group-by.ts";
import { asLeaves, listed, type MetricLeaf } from "../metrics/leaves.ts";
import type { Layout } from "./columns.ts";
import type { Measured } from "./measured.ts";

/**
 * Rows without a time that differ by their fold alone, as one: each metric is the mean over the folds that have
 * it, as a cross-validation is reported. With a time, each fold is an evaluation of its own.
 */
export function meanOfFolds(rows: readonly Measured[], { fold, time, words }: Layout): Measured[] {
  if (fold === null || time !== null) return [...rows];
  const groups = groupBy(rows, ({ model, modelVersion, name, prefix, row }) =>
    JSON.stringify([model, modelVersion, name, prefix, words.map((at) => row.cells[at])]),
  );
  return [...groups.values()].map((group): Measured => {
    const [first] = group as [Measured, ...Measured[]];
    if (group.length === 1) return first;
    const byName = groupBy(
      group.flatMap(({ leaves }) => listed(leaves)),
      ({ name }) => name,
    );
    const means = [...byName.values()].map((leaves): MetricLeaf => {
      const sum = leaves.reduce((total, { value }) => total + value, 0);
      return { ...(leaves[0] as MetricLeaf), value: sum / leaves.length };
    });
    return { ...first, leaves: asLeaves(means), odd: group.flatMap(({ odd }) => odd) };
  });
}
