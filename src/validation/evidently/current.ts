import { isBranch } from "../metrics/metric-tree.ts";
import { isDrift } from "./drift-method.ts";
import { driftJudged, findBound, finite, toPassed, toText } from "./judged.ts";
import type { EvidentlyReport, Judged, NamedNumber } from "./report.ts";

type Tree = Record<string, unknown>;

/** A metric as 0.7 writes it, in a report or in a snapshot. */
interface Metric {
  readonly id: string;
  /** `DriftedColumnsCount`. */
  readonly type: string;
  readonly params: Tree;
  /** A number, `{count, share}`, `{mean, std}`, or numbers by label. */
  readonly value: unknown;
  readonly tests: readonly Tree[];
}

/** Metrics of the model, by their names in the field; where both ways are worse, as of a bias, none. */
const OF_MODEL: Record<string, string> = {
  Accuracy: "accuracy",
  Precision: "precision",
  Recall: "recall",
  F1Score: "f1",
  RocAuc: "roc_auc",
  LogLoss: "log_loss",
  TPR: "tpr",
  TNR: "tnr",
  FPR: "fpr",
  FNR: "fnr",
  MAE: "mae",
  RMSE: "rmse",
  MAPE: "mape",
  R2Score: "r2_score",
  AbsMaxError: "max_error",
};

/** Tests on these metrics are about the model; Dummy ones are of a model that always predicts the same. */
const MODEL_TYPE =
  /^(Accuracy|Precision|Recall|F1|RocAuc|LogLoss|[TF][PN]R|MeanError|MAE|RMSE|MAPE|R2Score|AbsMaxError|NDCG|MRR|HitRate|MAP|FBeta|ScoreDistribution|PopularityBias|Personalization|Diversity|Serendipity|Novelty|ItemBias|UserBias)/;

/** What Snapshot.save_json() writes since 0.7. */
export function readCurrent(entries: readonly Tree[], tests: readonly Tree[]): EvidentlyReport {
  const metrics = entries.flatMap(({ id, metric_name: name, metric_id, config, value }) => {
    const text = toText(name) ?? toText(metric_id);
    if (text === null) return [];
    const own = tests.filter((test) => isBranch(test.metric_config) && findMetricId(test) === id);
    return [readMetric(String(id), isBranch(config) ? config : paramsIn(text), value, own, text)];
  });
  return reportFrom(metrics, {});
}

/** The report that a workspace keeps; only this form has a time. */
export function readSnapshot(top: Tree, results: Tree, ids: readonly unknown[]): EvidentlyReport {
  const metrics = ids.flatMap((id) => {
    const result = results[String(id)];
    if (!isBranch(result)) return [];
    const location = isBranch(result.metric_value_location) ? result.metric_value_location : {};
    const metric = isBranch(location.metric) ? location.metric : {};
    const params = isBranch(metric.params) ? metric.params : {};
    const tests = Array.isArray(result.tests) ? result.tests.filter(isBranch) : [];
    return [readMetric(String(id), params, plainValue(result), tests, "")];
  });
  return reportFrom(metrics, top);
}

function readMetric(
  id: string,
  params: Tree,
  value: unknown,
  tests: readonly Tree[],
  name: string,
) {
  const type = (toText(params.type) ?? name.replace(/\(.*$/s, "")).split(":").at(-1) ?? "";
  return { id, type, params, value, tests };
}

function findMetricId({ metric_config: config }: Tree): unknown {
  return isBranch(config) ? config.metric_id : undefined;
}

/** Of 0.6, which wrote no `config`: `ValueDrift(column=age,method=psi,threshold=0.1)`. */
function paramsIn(name: string): Tree {
  const inner = name.endsWith(")") ? name.slice(name.indexOf("(") + 1, -1) : "";
  const found = inner.matchAll(/(?:^|,)(\w+)=([^=]*)(?=,\w+=|$)/g);
  return Object.fromEntries(
    [...found].map(([, key, text = ""]) => [key, Number.isNaN(Number(text)) ? text : Number(text)]),
  );
}

/** Of a snapshot's nested results the form that a report has. */
function plainValue(result: Tree): unknown {
  const inner = (value: unknown): unknown => (isBranch(value) ? value.value : undefined);
  if ("count" in result) return { count: inner(result.count), share: inner(result.share) };
  if ("mean" in result) return { mean: inner(result.mean), std: inner(result.std) };
  if (isBranch(result.values)) {
    return Object.fromEntries(Object.entries(result.values).map(([key, v]) => [key, inner(v)]));
  }
  return result.value;
}

function reportFrom(metrics: readonly Metric[], top: Tree): EvidentlyReport {
  const covered = coveredColumns(metrics);
  const metadata = isBranch(top.metadata) ? top.metadata : {};
  const [rows] = metrics.flatMap(({ type, value }) =>
    type === "RowCount" ? (finite(value) ?? []) : [],
  );
  return {
    timestamp: top.timestamp,
    name: toText(top.name),
    modelVersion: toText(metadata.model_version),
    rows: rows ?? null,
    judged: metrics.flatMap((metric) => readJudged(metric, judgeScope(metric, covered))),
    ofModel: metrics.flatMap(modelNumber),
    others: metrics.flatMap(readNumbers),
  };
}

/** The columns whose drift a share of drifted columns counts; null for all, undefined without a share. */
function coveredColumns(metrics: readonly Metric[]): readonly unknown[] | null | undefined {
  const shares = metrics.filter(({ type }) => type === "DriftedColumnsCount");
  if (shares.length === 0) return undefined;
  const columns = shares.map(({ params }) => params.columns);
  return columns.every(Array.isArray) ? columns.flat() : null;
}

function judgeScope(
  { type, params }: Metric,
  covered: readonly unknown[] | null | undefined,
): Judged["scope"] {
  if (type === "DriftedColumnsCount") return "whole";
  const isPart = covered === null || covered?.includes(params.column);
  return type === "ValueDrift" && isPart === true ? "part" : "alone";
}

/** Its tests where it has any; else, of a drift metric, what it says by its own threshold. */
function readJudged(metric: Metric, scope: Judged["scope"]): Judged[] {
  const { type, params, value, tests } = metric;
  if (tests.length > 0) return tests.flatMap((test) => readTest(metric, test, scope));
  if (scope === "whole") {
    const share = isBranch(value) ? value.share : undefined;
    const [observed, threshold] = [finite(share), finite(params.drift_share)];
    const drifted = observed === null || threshold === null ? null : observed >= threshold;
    return [driftJudged(scope, { name: type, column: null, observed, threshold, drifted }, share)];
  }
  if (!/Drift$/.test(type)) return [];
  const [observed, threshold] = [finite(value), finite(params.threshold)];
  const method = toText(params.method);
  const check = { name: method ?? type, column: findColumn(params), observed, threshold };
  return [driftJudged(scope, { ...check, drifted: isDrift(method, observed, threshold) }, value)];
}

function readTest({ type, params, value }: Metric, test: Tree, scope: Judged["scope"]): Judged[] {
  const { name, status } = test;
  if (typeof status !== "string" || status === "SKIPPED") return [];
  const config = isBranch(test.test_config) ? test.test_config : {};
  const observed = findObserved(value, isBranch(test.bound_test) ? test.bound_test : {});
  const ofDrift = /Drift/.test(type);
  const threshold =
    findBound(config, observed) ?? (type === "ValueDrift" ? finite(params.threshold) : null);
  const passed = toPassed(status);
  // "Share of Drifted Columns: Less 0.500" says its threshold twice.
  const full = toText(name) ?? type;
  const short = threshold === null ? full : full.replace(/: .*$/s, "");
  const isNoNumber = typeof observed === "number" && !Number.isFinite(observed);
  return [
    {
      subject: ofDrift ? "distribution" : MODEL_TYPE.test(type) ? "model" : "data",
      scope,
      status,
      check: {
        name: type === "ValueDrift" ? (toText(params.method) ?? short) : short,
        column: findColumn(params),
        passed: passed === true && isNoNumber ? null : passed,
        observed: finite(observed),
        threshold,
      },
    },
  ];
}

function findColumn(params: Tree): string | null {
  return toText(params.column) ?? toText(params.embeddings_name);
}

/** The number that a test was bound to. */
function findObserved(value: unknown, bound: Tree): unknown {
  if (!isBranch(value)) return value;
  if ("share" in value) return bound.is_count === true ? value.count : value.share;
  if ("mean" in value) return bound.is_mean === false ? value.std : value.mean;
  return value[String(bound.label)];
}

function modelNumber(metric: Metric): NamedNumber[] {
  const { type, params } = metric;
  const name = Object.hasOwn(OF_MODEL, type) ? OF_MODEL[type] : undefined;
  const value = isBranch(metric.value) ? metric.value.mean : metric.value;
  if (name === undefined || typeof value !== "number") return [];
  // Of several models in one data set each has a name of its own.
  const model = toText(params.classification_name) ?? toText(params.regression_name) ?? "default";
  return [{ name: model === "default" ? name : `${model}.${name}`, value }];
}

function readNumbers({ type, params, value }: Metric): NamedNumber[] {
  const column = findColumn(params);
  const name = column === null ? type : `${type}.${column}`;
  if (typeof value === "number") return [{ name, value }];
  if (!isBranch(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "number" ? [{ name: `${name}.${key}`, value: inner }] : [],
  );
}
