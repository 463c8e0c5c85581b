import { driftFinding } from "../finding.ts";
import type { DriftFinding } from "../known-findings.ts";
import { listChangedColumns } from "./changed-columns.ts";
import type { InputDrift } from "./input-schema.ts";
import type { ColumnDrift, DataDrift } from "./schema.ts";

/** The findings of a comparison of two windows of the data. */
export function inputFindings({ comparison, verdict }: InputDrift): DriftFinding[] {
  if (comparison === null) return [];
  const windows = {
    reference: { from: comparison.reference.from, to: comparison.reference.to },
    current: { from: comparison.current.from, to: comparison.current.to },
  };
  const drifted = (role: ColumnDrift["role"]) =>
    comparison.columns
      .filter((column) => column.role === role && column.verdict === "drifted")
      .map(({ name, effect, test }) => ({ name, effect, test }));
  const found: DriftFinding[] = [];
  const judged = countJudged(comparison);
  const columns = drifted("feature");
  if (columns.length > 0) {
    const importance = comparison.weighted_share;
    found.push(driftFinding("inputs-drifted", { ...windows, columns, judged, importance }));
  } else if (verdict === "stable") {
    found.push(
      driftFinding("inputs-stable", { ...windows, judged, min_effect: comparison.min_effect }),
    );
  }
  const [labels, predictions] = [drifted("label"), drifted("prediction")];
  if (labels.length > 0) found.push(driftFinding("label-drifted", { ...windows, columns: labels }));
  if (predictions.length > 0) {
    found.push(driftFinding("predictions-drifted", { ...windows, columns: predictions }));
  }
  const changed = listChangedColumns(comparison);
  if (Object.values(changed).some((some) => some.length > 0)) {
    found.push(driftFinding("input-columns-changed", { ...windows, ...changed }));
  }
  return found;
}

/** How many features have a verdict. */
export function countJudged({ columns }: DataDrift): number {
  return columns.filter(({ role, verdict }) => role === "feature" && verdict !== "cannot_judge")
    .length;
}
