import type { EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { parseJson } from "../files/json.ts";
import { statedInstant } from "../files/result-time.ts";
import { sourceName } from "../files/source-name.ts";
import { NO_LEAVES } from "../metrics/leaves.ts";
import { NoMetrics } from "../metrics/metric-file.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import { isBranch, type RunVerdict, readEvaluation } from "../metrics/metric-tree.ts";
import { type ReportFile, readReports } from "../reports.ts";
import type { Check, SourceProblem } from "../schema.ts";

/**
 * A drift report as teams write it themselves: JSON that says `drift_detected`, of the whole or of each
 * feature, or has a score beside its threshold.
 */
export const driftReportSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, "**/*.json", problems);
    const unclear: SourceProblem[] = [];
    const evidence = readReports(
      paths.map((path) => locateReport(path, query, unclear)),
      query,
    );
    const read = new Set(evidence.runs.map(({ path }) => path));
    const notes = unclear.filter(({ path }) => query.isUsualPlace === true && !read.has(path));
    return {
      ...evidence,
      notes: [...(evidence.notes ?? []), ...notes],
      problems: [...problems, ...evidence.problems],
    };
  },
};

function locateReport(path: string, query: EvidenceQuery, unclear: SourceProblem[]): ReportFile {
  const place = sourceName(path);
  return {
    path,
    place,
    at: null,
    modelVersion: null,
    source: query.isUsualPlace ? place : query.config.path,
    evaluate(text) {
      if (text.trim() === "") throw new Error("empty; a drift report is expected");
      const json = parseJson(text);
      const verdict = isBranch(json) ? readVerdict(json, place) : null;
      if (!isBranch(json) || verdict === null) {
        unclear.push({ path, problem: UNCLEAR });
        throw new NoMetrics(UNCLEAR);
      }
      const { at } = readEvaluation(json, ".", "", query.zone);
      return [
        { at: at ?? findTime(json, query), model: null, leaves: NO_LEAVES, verdicts: [verdict] },
      ];
    },
  };
}

const UNCLEAR = 'a drift report without a verdict; write "drift_detected": true or false into it';

/** The names of a report's time, beside those of all results. */
const TIMES = [
  "generated_at",
  "report_date",
  "report_time",
  "run_date",
  "run_at",
  "checked_at",
  "analysis_date",
];

function findTime(json: Record<string, unknown>, { zone }: EvidenceQuery) {
  const branches = [json, ...Object.values(json).filter(isBranch)];
  for (const branch of branches) {
    for (const key of [...TIMES, "timestamp", "created_at", "date"]) {
      const instant = statedInstant(branch[key], zone);
      if (instant !== undefined) return instant;
    }
  }
  return null;
}

const FLAG =
  /^(?:is_|has_)?(?:overall_|any_|data_|dataset_|feature_)*(?:drift|drifted)(?:_detected|_found|_flag|_status)?$/i;
/**
 * Keys that may report drift, but never its absence: `status: ok` may be of the program that wrote the report,
 * and a model that needs no retraining may have drift.
 */
const OUTCOME =
  /^(?:(?:overall_)?status|should_retrain|retrain(?:ing)?_(?:needed|required|recommended|triggered))$/i;

/** The verdict of the report on the whole, else on its features; null without either. */
function readVerdict(json: Record<string, unknown>, suite: string): RunVerdict | null {
  const branches = [json, ...Object.values(json).filter(isBranch)];
  const flag =
    branches.map((branch) => findFlag(branch, FLAG)).find((each) => each !== null) ??
    branches.map(findAlarm).find((each) => each !== null) ??
    null;
  const features = readFeatures(json);
  const score = branches.map(findScore).find((each) => each !== null) ?? null;
  const overall: Check | null =
    flag !== null
      ? { ...flag, observed: score?.observed ?? null, threshold: score?.threshold ?? null }
      : features.length > 0
        ? null
        : score;
  if (overall === null && features.length === 0) return null;
  const failed = features.filter(({ passed }) => passed === false);
  const passed = overall === null ? failed.length === 0 : overall.passed === true;
  const all = overall !== null && !passed ? [overall, ...failed] : failed;
  return {
    tool: "drift_report",
    subject: "distribution",
    suite,
    passed,
    status: passed ? "no drift" : "drift",
    checks: { evaluated: features.length > 0 ? features.length : null, overall, failed: all },
  };
}

/** The first of some keys that says whether there is drift. */
function findFlag(branch: Record<string, unknown>, keys: RegExp): Check | null {
  for (const [key, value] of Object.entries(branch)) {
    const said = keys.test(key) ? toTruth(value) : null;
    if (said !== null) {
      return { name: key, column: null, passed: !said, observed: null, threshold: null };
    }
  }
  return null;
}

function toTruth(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  if (/^(true|yes|drift|drifted|detected|alert)$/i.test(value)) return true;
  return /^(false|no|none|no[ _]drift|ok|stable|not[ _]detected)$/i.test(value) ? false : null;
}

function findAlarm(branch: Record<string, unknown>): Check | null {
  const outcome = findFlag(branch, OUTCOME);
  return outcome?.passed === false ? outcome : null;
}

/** Features that say so of themselves, by name or in a list. */
function readFeatures(json: Record<string, unknown>): Check[] {
  const groups = Object.values(json).flatMap((value): [string, Record<string, unknown>][] =>
    Array.isArray(value)
      ? value.filter(isBranch).map((each, i) => [findName(each) ?? `${i + 1}`, each])
      : isBranch(value)
        ? Object.entries(value).flatMap(([name, each]): [string, Record<string, unknown>][] =>
            isBranch(each) ? [[name, each]] : [],
          )
        : [],
  );
  return groups.flatMap(([column, each]) => {
    const check = findFlag(each, FLAG) ?? findAlarm(each);
    if (check === null) return [];
    const score = findScore(each);
    const { observed = null, threshold = null } = score ?? {};
    return [{ ...check, column: column.slice(0, 200), observed, threshold }];
  });
}

function findName(each: Record<string, unknown>): string | null {
  const name = each.feature ?? each.column ?? each.name ?? each.feature_name;
  return typeof name === "string" ? name : null;
}

/** Where a distance is larger, there is drift … */
const DISTANCE =
  /^(?:data_|dataset_|max_|mean_|avg_|overall_)*(?:drift_score|drift_share|psi|js_divergence|wasserstein|kl_divergence|ks_statistic|share_of_drifted_(?:columns|features))$/i;
/** … and where a p-value is smaller. */
const P_VALUE = /^(?:min_|overall_)*(?:p_?val(?:ue)?|ks_p_?val(?:ue)?)$/i;
const THRESHOLD = /^(?:drift_|psi_|p_value_)?(?:threshold|alpha|limit)$/i;

/** A score beside its threshold. */
function findScore(branch: Record<string, unknown>): Check | null {
  const numbers = Object.entries(branch).filter(
    (each): each is [string, number] => typeof each[1] === "number" && Number.isFinite(each[1]),
  );
  const [, threshold] = numbers.find(([key]) => THRESHOLD.test(key)) ?? [];
  const [name, observed] = numbers.find(([key]) => DISTANCE.test(key) || P_VALUE.test(key)) ?? [];
  if (threshold === undefined || name === undefined || observed === undefined) return null;
  const passed = P_VALUE.test(name) ? observed >= threshold : observed <= threshold;
  return { name, column: null, passed, observed, threshold };
}
