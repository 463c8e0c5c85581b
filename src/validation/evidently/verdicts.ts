import type { RunVerdict } from "../metrics/metric-tree.ts";
import type { Check } from "../schema.ts";
import type { EvidentlyReport, Judged } from "./report.ts";

const SUBJECTS = ["model", "data", "distribution"] as const;

/**
 * A report's verdicts on the model, on the data, and on its distribution. Where it judges the data set as
 * a whole, by a share of drifted columns, that decides, with columns that were tested by themselves;
 * else everything that it judges.
 */
export function listVerdicts(report: EvidentlyReport, suite: string): RunVerdict[] {
  return SUBJECTS.flatMap((subject) => {
    const judged = report.judged.filter((each) => each.subject === subject);
    return judged.length === 0 ? [] : [summarizeVerdict(subject, judged, suite)];
  });
}

function summarizeVerdict(
  subject: RunVerdict["subject"],
  judged: readonly Judged[],
  suite: string,
): RunVerdict {
  const items = judged.map((each) => doubted(each, judged));
  const isWhole = items.some(({ scope }) => scope === "whole");
  const deciding = isWhole ? items.filter(({ scope }) => scope !== "part") : items;
  const worst = deciding.reduce((a, b) => (verdictRank(b) < verdictRank(a) ? b : a));
  const failed = items.map(({ check }) => check).filter(({ passed }) => passed !== true);
  return {
    tool: "evidently",
    subject,
    suite,
    status: worst.status,
    passed: worst.check.passed === true,
    checks: {
      evaluated: items.length,
      overall: isWhole || items.length === 1 ? worst.check : null,
      failed: failed.sort((a, b) => Number(a.passed === null) - Number(b.passed === null)),
    },
  };
}

/** A share of drifted columns that those without a score could lift to its threshold says nothing. */
function doubted(item: Judged, judged: readonly Judged[]): Judged {
  const { observed, threshold, passed } = item.check;
  const isShare = item.scope === "whole" && passed === true && observed !== null && observed <= 1;
  if (!isShare || threshold === null) return item;
  const columns = judged.filter(({ scope }) => scope === "part");
  const unknown = columns.filter(({ check }) => check.passed === null).length;
  if (unknown === 0 || observed + unknown / columns.length < threshold) return item;
  return { ...item, status: "unknown", check: { ...item.check, passed: null } };
}

/** The worst first: failed, not computed, passed with a warning, passed. */
function verdictRank({ check, status }: { check: Check; status: string }): number {
  if (check.passed === false) return 0;
  if (check.passed === null) return 1;
  return status === "WARNING" ? 2 : 3;
}
