import { count, thousands } from "../../text/quantity.ts";
import type { DataSet } from "../schema.ts";
import { matchInputs, type RunInput } from "./role-by-run.ts";

/** Where MLflow recorded another number of rows of a data set than were counted, a remark for each. */
export function rowDifferences(
  datasets: readonly DataSet[],
  inputs: readonly RunInput[],
): { path: string; note: string }[] {
  const read = matchInputs(datasets, inputs);
  return datasets.flatMap(({ name, here, samples, uncounted_files: uncounted }, i) => {
    const rows = (read[i] ?? []).flatMap((input) => input.rows ?? []);
    if (!here || samples === null || uncounted > 0 || rows.length === 0) return [];
    // A run may have split what it read.
    const all = rows.reduce((sum, each) => sum + each, 0);
    if (all === samples || rows.includes(samples)) return [];
    const said = rows.map((each) => thousands(each)).join(" and ");
    const note = `${count(samples, "row")} counted, but MLflow's ${read[i]?.[0]?.run} read ${said}`;
    return [{ path: name, note }];
  });
}
