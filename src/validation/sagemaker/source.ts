import type { EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { parseJson } from "../files/json.ts";
import { sourceName } from "../files/source-name.ts";
import { NO_LEAVES } from "../metrics/leaves.ts";
import { NoMetrics } from "../metrics/metric-file.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import { isBranch, type RunVerdict } from "../metrics/metric-tree.ts";
import { type ReportFile, readReports } from "../reports.ts";
import type { Check, SourceProblem } from "../schema.ts";

/**
 * What SageMaker's Model Monitor writes where data breaks the constraints of its baseline:
 * `constraint_violations.json`. A drift check is a verdict on the distribution, a check of a metric one on
 * the model, and any other one on the quality of the data.
 */
export const sagemakerSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, "**/*_violations.json", problems);
    const evidence = readReports(
      paths.map((path) => locateReport(path, query)),
      query,
    );
    return { ...evidence, problems: [...problems, ...evidence.problems] };
  },
};

function locateReport(path: string, query: EvidenceQuery): ReportFile {
  const place = sourceName(path);
  return {
    path,
    place,
    at: null,
    modelVersion: null,
    source: query.isUsualPlace ? place : query.config.path,
    evaluate: (text) => [
      { at: null, model: null, leaves: NO_LEAVES, verdicts: parseVerdicts(text, place) },
    ],
  };
}

function parseVerdicts(text: string, suite: string): RunVerdict[] {
  if (text.trim() === "") throw new Error("empty; a list of violations is expected");
  const json = parseJson(text);
  const list = isBranch(json) ? json.violations : undefined;
  if (!Array.isArray(list)) throw new NoMetrics('no list "violations", as SageMaker writes it');
  const violations = list.filter(isBranch).map(readViolation);
  return (["data", "distribution", "model"] as const).flatMap((subject): RunVerdict[] => {
    const failed = violations.filter((each) => each.subject === subject).map(({ check }) => check);
    // Without a violation of a metric nothing says that a metric was checked.
    if (subject === "model" && failed.length === 0) return [];
    const passed = failed.length === 0;
    const status = passed ? "no violations" : `${failed.length} violations`;
    return [
      {
        tool: "sagemaker",
        subject,
        suite,
        status,
        passed,
        checks: { evaluated: null, overall: null, failed },
      },
    ];
  });
}

function readViolation(violation: Record<string, unknown>): {
  subject: RunVerdict["subject"];
  check: Check;
} {
  const { feature_name: feature, metric_name: metric, constraint_check_type: type } = violation;
  const description = typeof violation.description === "string" ? violation.description : "";
  const [observed = null, threshold = null] = [
    ...description.matchAll(/(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?=%|[\s,.]|$)/gi),
  ].map(([number]) => Number(number));
  const subject =
    typeof metric === "string"
      ? "model"
      : type === "baseline_drift_check"
        ? "distribution"
        : "data";
  return {
    subject,
    check: {
      name: typeof type === "string" ? type.slice(0, 200) : "violation",
      column: [metric, feature].find((each) => typeof each === "string")?.slice(0, 200) ?? null,
      passed: false,
      observed,
      threshold,
    },
  };
}
