import { driftFinding } from "../finding.ts";
import type { DriftFinding } from "../known-findings.ts";
import { listChangedColumns } from "./changed-columns.ts";
import type { InputDrift } from "./input-schema.ts";
import type { ColumnDrift, DataDrift } from "./schema.ts";

/** The findings of a comparison of two windows of the data. */
export function inputFindings(input: InputDrift): DriftFinding[] {
  return [...featureFindings(input), ...predictionFindings(input.predictions)];
}

function featureFindings({ comparison, verdict }: InputDrift): DriftFinding[] {
  if (comparison === null) return [];
  const windows = selectWindows(comparison);
  const found: DriftFinding[] = [];
  const judged = countJudged(comparison);
  const columns = selectDrifted(comparison, "feature");
  if (columns.length > 0) {
    const importance = comparison.weighted_share;
    found.push(driftFinding("inputs-drifted", { ...windows, columns, judged, importance }));
  } else if (verdict === "stable") {
    found.push(
      driftFinding("inputs-stable", { ...windows, judged, min_effect: comparison.min_effect }),
    );
  }
  const labels = selectDrifted(comparison, "label");
  if (labels.length > 0) found.push(driftFinding("label-drifted", { ...windows, columns: labels }));
  const changed = listChangedColumns(comparison);
  if (Object.values(changed).some((some) => some.length > 0)) {
    found.push(driftFinding("input-columns-changed", { ...windows, ...changed }));
  }
  return found;
}

function predictionFindings(predictions: InputDrift["predictions"]): DriftFinding[] {
  const comparison = predictions?.comparison;
  if (!comparison) return [];
  const columns = selectDrifted(comparison, "prediction");
  const windows = selectWindows(comparison);
  return columns.length > 0 ? [driftFinding("predictions-drifted", { ...windows, columns })] : [];
}

function selectWindows({ reference, current }: DataDrift) {
  return {
    reference: { from: reference.from, to: reference.to },
    current: { from: current.from, to: current.to },
  };
}

function selectDrifted({ columns }: DataDrift, role: ColumnDrift["role"]) {
  return columns
    .filter((column) => column.role === role && column.verdict === "drifted")
    .map(({ name, effect, test }) => ({ name, effect, test }));
}

/** How many features have a verdict. */
export function countJudged({ columns }: DataDrift): number {
  return columns.filter(({ role, verdict }) => role === "feature" && verdict !== "cannot_judge")
    .length;
}
