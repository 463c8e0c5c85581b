import { isBranch, type RunVerdict } from "../metrics/metric-tree.ts";
import type { Check } from "../schema.ts";
import { plainKey } from "./keys.ts";
import { findScore, hasScore, scoredFeatures } from "./score.ts";

const FLAG =
  /^(?:is_|has_)?(?:overall_|any_|data_|dataset_|feature_)*(?:drift|drifted)(?:_detected|_found|_flag|_flagged|_status|_alert)?$/;
/**
 * Keys that may report drift, but never its absence: `status: ok` may be of the program that wrote the report,
 * and a model that needs no retraining may have drift.
 */
const OUTCOME =
  /^(?:(?:overall_)?status|should_retrain|retrain(?:ing)?_(?:needed|required|recommended|triggered))$/;
/** Beside the score of a feature these judge it, also where they say that nothing is wrong. */
const JUDGEMENT =
  /^(?:status|verdict|alert|interpreta(?:tion|cao|ção|ción|cion)|(?:drift_)?(?:level|severity))$/;

/** The verdict of the report on the whole, else on its features; null without either. */
export function readVerdict(json: Record<string, unknown>, suite: string): RunVerdict | null {
  const branches = [json, ...Object.values(json).filter(isBranch)];
  const flag =
    branches.map((branch) => findFlag(branch, FLAG)).find((each) => each !== null) ??
    branches.map(findAlarm).find((each) => each !== null) ??
    null;
  const features = readFeatures(json);
  if (features === null && flag === null) return null;
  const own = features ?? [];
  const score = branches.map(findScore).find((each) => each !== null) ?? null;
  const overall: Check | null =
    flag !== null
      ? { ...flag, observed: score?.observed ?? null, threshold: score?.threshold ?? null }
      : own.length > 0
        ? null
        : score;
  if (overall === null && own.length === 0) return null;
  const failed = own.filter(({ passed }) => passed === false);
  const passed = overall === null ? failed.length === 0 : overall.passed === true;
  const all = overall !== null && !passed ? [overall, ...failed] : failed;
  return {
    tool: "drift_report",
    subject: "distribution",
    suite,
    passed,
    status: passed ? "no drift" : "drift",
    checks: { evaluated: own.length > 0 ? own.length : null, overall, failed: all },
  };
}

/** The first of some keys that says whether there is drift. */
function findFlag(branch: Record<string, unknown>, keys: RegExp): Check | null {
  for (const [key, value] of Object.entries(branch)) {
    const said = keys.test(plainKey(key)) ? toTruth(value) : null;
    if (said !== null) {
      return { name: key, column: null, passed: !said, observed: null, threshold: null };
    }
  }
  return null;
}

const YES =
  /^(?:true|yes|drift|drifted|detected|alert|critical|high|major|significant|unstable)(?:[ _]drift)?$/;
const NO = /^(?:false|no|none|no[ _]drift|ok|low|stable|not[ _]detected|est[aá]vel|estable)$/;

/** Whether a value says that there is drift; signs before the word, such as a green dot, say nothing else. */
function toTruth(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  const word = value
    .toLowerCase()
    .replace(/^[^\p{L}]+/u, "")
    .trim();
  if (YES.test(word)) return true;
  return NO.test(word) ? false : null;
}

function findAlarm(branch: Record<string, unknown>): Check | null {
  const outcome = findFlag(branch, OUTCOME);
  return outcome?.passed === false ? outcome : null;
}

/**
 * Features that say so of themselves, by name or in a list.
 *
 * @returns null where some say neither yes nor no, and none says yes: then nothing is known of the whole
 */
function readFeatures(json: Record<string, unknown>): Check[] | null {
  const groups = Object.values(json).flatMap((value): [string, Record<string, unknown>][] =>
    Array.isArray(value)
      ? value.filter(isBranch).map((each, i) => [findName(each) ?? `${i + 1}`, each])
      : isBranch(value)
        ? Object.entries(value).flatMap(([name, each]): [string, Record<string, unknown>][] =>
            isBranch(each) ? [[name, each]] : [],
          )
        : [],
  );
  const told = groups.map(([column, each]): Check | null => {
    const score = findScore(each);
    const judgement = hasScore(each) ? findFlag(each, JUDGEMENT) : null;
    const check = findFlag(each, FLAG) ?? judgement ?? findAlarm(each) ?? score;
    if (check === null) return null;
    const { observed = null, threshold = null } = score ?? {};
    return { ...check, column: column.slice(0, 200), observed, threshold };
  });
  const checks = [...told.flatMap((check) => check ?? []), ...scoredFeatures(json)];
  // Of features that were all scored alike, one without a verdict may have drifted.
  const isOpen = groups.some(([, each], i) => told[i] === null && hasScore(each));
  return isOpen && checks.length > 0 && checks.every(({ passed }) => passed) ? null : checks;
}

function findName(each: Record<string, unknown>): string | null {
  const named = Object.entries(each).find(([key]) => NAMES.has(plainKey(key)));
  return typeof named?.[1] === "string" ? named[1] : null;
}

const NAMES = new Set(["feature", "column", "name", "feature_name", "variable"]);
