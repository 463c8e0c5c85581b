import { inputFindings } from "./data/findings.ts";
import { driftFinding } from "./finding.ts";
import type { DriftFacts, DriftFinding } from "./known-findings.ts";
import type { DriftAssessment, ReportState } from "./schema.ts";

/** What reports on the data and on distributions say, in words. */
export function reportFindings(drift: DriftAssessment): DriftFinding[] {
  return [
    ...failingReports(drift.quality_reports, "data-quality-failed", "data-quality-doubtful"),
    ...failingReports(drift.shift_reports, "distribution-shifted", "distribution-doubtful"),
    ...stableReports(drift.shift_reports),
    ...inputFindings(drift.input_drift),
    ...(isUnknown(drift) ? [unknownDrift(drift.input_drift)] : []),
  ];
}

/** Neither a monitor has said anything, nor could the data be compared. */
function isUnknown({ shift_reports: reports, input_drift: input }: DriftAssessment): boolean {
  return reports.length === 0 && input.verdict === "unknown";
}

function unknownDrift({ why }: DriftAssessment["input_drift"]): DriftFinding {
  return driftFinding("distribution-unknown", { why });
}

function failingReports(
  reports: readonly ReportState[],
  failed: "data-quality-failed" | "distribution-shifted",
  doubtful: "data-quality-doubtful" | "distribution-doubtful",
): DriftFinding[] {
  return reports.flatMap((state) => {
    const { path, why, age } = state;
    if (state.failed === "yes") return [driftFinding(failed, reportFacts(state), [path])];
    if (state.failed !== "unknown") return [];
    return [driftFinding(doubtful, { ...reportFacts(state), why, age }, [path])];
  });
}

/** One finding for each tool. */
function stableReports(reports: readonly ReportState[]): DriftFinding[] {
  const stable = reports.filter(({ failed }) => failed === "no");
  return [...new Set(stable.map(({ tool }) => tool))].flatMap((tool) => {
    const own = stable.filter((state) => state.tool === tool);
    const [first, ...more] = own;
    if (first === undefined) return [];
    const facts = { ...reportFacts(first), more: more.length };
    return [
      driftFinding(
        "distribution-stable",
        facts,
        own.map(({ path }) => path),
      ),
    ];
  });
}

function reportFacts({
  tool,
  path,
  time,
  checks,
}: ReportState): DriftFacts["distribution-shifted"] {
  const { evaluated = null, overall = null, failed = [] } = checks ?? {};
  // Beside the check that decides, what it rests on.
  const part = failed.filter(
    ({ name, column }) => name !== overall?.name || column !== overall.column,
  );
  return {
    tool,
    path,
    on: time.slice(0, 10),
    evaluated,
    overall,
    failed: part.filter(({ passed }) => passed === false).length,
    first: part[0] ?? null,
  };
}
