import { isBranch, metricLeaves } from "../metrics/metric-tree.ts";
import { driftJudged, findBound, finite, toPassed, toText } from "./judged.ts";
import type { EvidentlyReport, Judged, NamedNumber } from "./report.ts";

type Tree = Record<string, unknown>;

/** Evidently's words for a share of the columns, and for their number. */
const OF_THE_WHOLE = /^(share|number) of drifted (columns|features)$/i;

/** The subjects of test groups; every other group is about the data. */
const SUBJECTS: Record<string, Judged["subject"]> = {
  data_drift: "distribution",
  classification: "model",
  regression: "model",
  recsys: "model",
};

/** Metrics of the model; beside them stand spreads and errors with a sign, of which neither way is better. */
const OF_MODEL: readonly string[] = [
  ...["accuracy", "precision", "recall", "f1", "roc_auc", "log_loss", "tpr", "tnr", "fpr", "fnr"],
  ...["r2_score", "rmse", "mean_abs_error", "mean_abs_perc_error", "abs_error_max"],
];

/** Report and TestSuite as they were written before 0.7, with or without version and time. */
export function readLegacy(
  top: Tree,
  metrics: readonly Tree[],
  tests: readonly Tree[],
): EvidentlyReport {
  const results = metrics.flatMap(({ metric, result }) =>
    typeof metric === "string" && isBranch(result) ? [{ metric, result }] : [],
  );
  const rows = results.flatMap(({ result }) =>
    isBranch(result.current) ? (finite(result.current.number_of_rows) ?? []) : [],
  );
  const ofModel = results.flatMap(({ metric, result }) =>
    /^(Classification|Regression)QualityMetric$/.test(metric) ? modelNumbers(result.current) : [],
  );
  return {
    timestamp: top.timestamp,
    name: null,
    modelVersion: null,
    rows: rows[0] ?? null,
    judged: [...distinctWholes(results.flatMap(readJudged)), ...tests.flatMap(readTest)],
    ofModel,
    others: results.flatMap(({ metric, result }) => metricLeaves({ [metric]: result }, ".", "")),
  };
}

function modelNumbers(current: unknown): NamedNumber[] {
  if (!isBranch(current)) return [];
  return OF_MODEL.flatMap((name) => {
    const value = current[name];
    return typeof value === "number" ? [{ name, value }] : [];
  });
}

function readJudged({ metric, result }: { metric: string; result: Tree }): Judged[] {
  const judged: Judged[] = [];
  if (typeof result.dataset_drift === "boolean") {
    const share = result.share_of_drifted_columns;
    const bound = finite(result.drift_share);
    const check = { name: metric, column: null, observed: finite(share), threshold: bound };
    judged.push(driftJudged("whole", { ...check, drifted: result.dataset_drift }, share));
  }
  if (isBranch(result.drift_by_columns)) {
    for (const [name, column] of Object.entries(result.drift_by_columns)) {
      if (isBranch(column))
        judged.push(readColumn("part", { column_name: name, ...column }, metric));
    }
  }
  const isOne = typeof result.drift_detected === "boolean" || "content_drift" in result;
  if (isOne) judged.push(readColumn("alone", result, metric));
  return judged;
}

/** Of a column, embeddings, or the content of texts. */
function readColumn(scope: Judged["scope"], result: Tree, metric: string): Judged {
  const drifted = result.drift_detected ?? result.content_drift;
  const score = result.drift_score ?? result.domain_classifier_roc_auc;
  return driftJudged(
    scope,
    {
      name: toText(result.stattest_name) ?? toText(result.method_name) ?? metric,
      column: toText(result.column_name) ?? toText(result.embeddings_name),
      observed: finite(score),
      threshold: finite(result.stattest_threshold ?? result.random_classifier_95_percentile),
      drifted: typeof drifted === "boolean" ? drifted : null,
    },
    score,
  );
}

/** A preset writes its verdict twice, once without its threshold. */
function distinctWholes(judged: readonly Judged[]): Judged[] {
  return judged.filter(
    (each) =>
      each.scope !== "whole" ||
      each.check.threshold !== null ||
      !judged.some(
        ({ scope, check }) =>
          scope === "whole" && check.threshold !== null && check.observed === each.check.observed,
      ),
  );
}

function readTest({ name, status, group, parameters }: Tree): Judged[] {
  if (typeof status !== "string" || status === "SKIPPED") return [];
  const given = isBranch(parameters) ? parameters : {};
  const named = String(group);
  const subject = (Object.hasOwn(SUBJECTS, named) ? SUBJECTS[named] : undefined) ?? "data";
  const isWhole = subject === "distribution" && OF_THE_WHOLE.test(String(name));
  const score = given.value ?? given.score ?? driftedShare(given.features);
  const passed = toPassed(status);
  const isNoNumber = typeof score === "number" && !Number.isFinite(score);
  return [
    {
      subject,
      status,
      scope: isWhole ? "whole" : "part",
      check: {
        name: toText(given.stattest) ?? toText(name) ?? "test",
        column: toText(given.column_name),
        passed: passed === true && isNoNumber ? null : passed,
        observed: finite(score),
        threshold: finite(given.threshold) ?? findBound(given.condition, score),
      },
    },
  ];
}

/** The share of the columns that Evidently says have drifted. */
function driftedShare(features: unknown): number | null {
  const columns = isBranch(features) ? Object.values(features).filter(isBranch) : [];
  if (columns.length === 0) return null;
  return columns.filter(({ detected }) => detected === true).length / columns.length;
}
