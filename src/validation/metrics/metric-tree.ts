import { type Instant, UTC, type Zone } from "../../time/instant.ts";
import { statedInstant } from "../files/result-time.ts";
import { joinSettings } from "../models/run-settings.ts";
import type { ValidationRun } from "../schema.ts";
import { asLeaves, type Leaves, listed, type MetricLeaf } from "./leaves.ts";
import { isHyperparameter, isMetricName } from "./metric-name.ts";
import { type OddNumber, readNumber } from "./number-text.ts";

/** A tree of results: what was measured of one model at one time. */
export interface Evaluation {
  /** When it says it was; null where it says nothing. */
  readonly at: Instant | null;
  /** Which model it says was evaluated. */
  readonly model: string | null;
  /** Name of its run or experiment, as it says. */
  readonly name?: string | null;
  /** Settings of the model, as one text to compare. */
  readonly settings?: string | null;
  /** Whether it says that it failed: then it has no numbers. */
  readonly isFailed?: boolean;
  readonly leaves: Leaves;
  /** Names at which null stands, which may be metrics elsewhere. */
  readonly blanks?: readonly string[];
  /** Texts that were read as a share of 100, and those that may be metrics and could not be read. */
  readonly odd?: readonly OddNumber[];
  /** Whether its numbers may still come. */
  readonly isPending?: boolean;
  /** The tool's own verdicts, by subject. */
  readonly verdicts?: readonly RunVerdict[];
}

/** A tool's own judgement; when it was is known by its evaluation. */
export type RunVerdict = Omit<ValidationRun, "path" | "time" | "time_source" | "model_version">;

/**
 * The numbers of a tree with their names, as the tool joins them: `.` for DVC, `/` for dvclive. Texts
 * such as "nan" and "inf" are numbers, as dvclive writes them, and so are "0.60" and "92.1%" where a metric
 * may stand; lists, other texts and null are not, as for DVC. SageMaker's {value, standard_deviation} is
 * one number with its deviation.
 *
 * @param root what a tree that is a lone number is called
 * @param odd told of texts with the name of a metric that are percentages, or no numbers
 * @throws Error where the tree is too deep for one of metrics
 * @example metricLeaves({ test: { auc: 0.9 } }, ".", "m")[0] // { name: "test.auc", value: 0.9, … }
 */
export function metricLeaves(
  tree: unknown,
  separator: "." | "/",
  root: string,
  odd: (found: OddNumber) => void = () => {},
): MetricLeaf[] {
  const leaves: MetricLeaf[] = [];
  const visit = (node: unknown, path: readonly string[], above: Context): void => {
    const name = path.join(separator) || root;
    const value = toNumber(node, name, odd);
    if (value !== undefined) {
      const samples = above.samplesOf(path.at(-1) ?? "");
      leaves.push({ name, value, deviation: null, samples, modelVersion: above.modelVersion });
      return;
    }
    if (!isBranch(node)) return;
    if (path.length > DEEPEST) throw new Error(`nested more than ${DEEPEST} deep; no metrics`);
    const context = readContext(node, above);
    const measured = toNumber(node.value, name, odd);
    if (measured !== undefined && "standard_deviation" in node) {
      const deviation = toNumber(node.standard_deviation, name) ?? Number.NaN;
      leaves.push({
        name,
        value: measured,
        deviation: Number.isFinite(deviation) && deviation >= 0 ? deviation : null,
        samples: context.samplesOf(path.at(-1) ?? ""),
        modelVersion: context.modelVersion,
      });
      return;
    }
    for (const [key, child] of Object.entries(node)) visit(child, [...path, key], context);
  };
  visit(tree, [], { modelVersion: null, samplesOf: () => null });
  return leaves;
}

const DEEPEST = 50;

/**
 * A tree as an evaluation, with the time and the model that it states at its top.
 *
 * @throws Error where its `timestamp` is no time
 */
export function readEvaluation(
  tree: unknown,
  separator: "." | "/",
  root: string,
  zone: Zone,
): Evaluation {
  const top = isBranch(tree) ? tree : {};
  const odd: OddNumber[] = [];
  const leaves = metricLeaves(tree, separator, root, (found) => odd.push(found));
  return {
    at: findTime(top, zone),
    model: firstText(top, ["model", "model_name", "model_type", "algorithm", "estimator"]),
    name: firstText(top, ["run_name", "run", "experiment", "experiment_name"]),
    settings: settingsIn(leaves),
    leaves: asLeaves(leaves),
    odd,
    blanks: findBlanks(tree, separator),
  };
}

function firstText(top: Record<string, unknown>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = toText(top[key]);
    if (text !== null) return text;
  }
  return null;
}

function settingsIn(leaves: readonly MetricLeaf[]): string | null {
  const told = leaves.filter(({ name }) => isHyperparameter(name));
  return joinSettings(new Map(told.map(({ name, value }) => [name, String(value)])));
}

/** The names of null values: some tools write null for a metric that is not a number. */
function findBlanks(tree: unknown, separator: "." | "/"): string[] {
  const blanks: string[] = [];
  const visit = (node: unknown, path: readonly string[]): void => {
    if (node === null) blanks.push(path.join(separator));
    else if (isBranch(node)) {
      for (const [key, child] of Object.entries(node)) visit(child, [...path, key]);
    }
  };
  visit(tree, []);
  return blanks;
}

/** A mapping that may hold metrics; wandb marks images and histograms with `_type`. */
export function isBranch(node: unknown): node is Record<string, unknown> {
  return (
    typeof node === "object" &&
    node !== null &&
    !Array.isArray(node) &&
    !(node instanceof Date) &&
    !("_type" in node)
  );
}

/** Other keys of an evaluation's time; last when the model was trained, at which it was evaluated too. */
const TIMES = [
  ...["evaluated_at", "evaluation_date", "eval_date", "created_at", "datetime", "date", "time"],
  ...[
    "trained_at",
    "training_date",
    "training_timestamp",
    "trained_on",
    "train_date",
    "last_retrain",
  ],
  ...["last_trained", "last_trained_at", "retrained_at", "last_retrained", "last_retrained_at"],
  "generated_at",
];

/**
 * Its `timestamp`, or another key that holds an instant, also one with `_utc` behind it.
 *
 * @throws Error if `timestamp` is not an instant
 */
export function findTime(top: Record<string, unknown>, zone: Zone): Instant | null {
  for (const key of ["timestamp", "_timestamp"]) {
    const value = top[key];
    if (value === undefined || value === null) continue;
    const instant = statedInstant(value, zone);
    if (instant !== undefined) return instant;
    throw new Error(`"${key}" is ${shown(value)}; write ISO 8601, or remove it`);
  }
  // These may also be durations, or texts for people: what is no instant says nothing.
  for (const branch of [top, top.metadata, top.meta]) {
    if (!isBranch(branch)) continue;
    for (const key of TIMES) {
      const own = statedInstant(branch[key], zone);
      const instant = own ?? statedInstant(branch[`${key}_utc`], UTC);
      if (instant !== undefined) return instant;
    }
  }
  return null;
}

/** A value in a message, cut to its beginning. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

interface Context {
  readonly modelVersion: string | null;
  /** How many samples a metric was evaluated on, by its own name. */
  samplesOf(metric: string): number | null;
}

/** The context that a branch sets for everything in it; `eval_samples` only for `eval_…`, as in Hugging Face. */
function readContext(node: Record<string, unknown>, above: Context): Context {
  const version = toText(node.model_version) ?? above.modelVersion;
  const counts = Object.entries(node).flatMap(([key, value]) => {
    const [, split] = SAMPLES.exec(key) ?? [];
    const samples = typeof value === "string" ? readNumber(value)?.value : value;
    const isCount = split !== undefined && typeof samples === "number" && samples >= 1;
    return isCount && Number.isSafeInteger(samples) ? [{ split, samples }] : [];
  });
  // The longest beginning is the nearest: `eval_` before none.
  counts.sort((a, b) => b.split.length - a.split.length);
  return {
    modelVersion: version,
    samplesOf: (metric) =>
      counts.find(({ split }) => metric.startsWith(split))?.samples ?? above.samplesOf(metric),
  };
}

const SAMPLES =
  /^((?:eval_|test_|val_|validation_|predict_|train_)?)(?:n|samples|n_samples|num_samples|sample_count|num_examples)$/;

function toText(value: unknown): string | null {
  const isText = (typeof value === "string" && value.trim() !== "") || typeof value === "number";
  return isText ? `${value}`.slice(0, 200) : null;
}

/** A number, or a text that stands for one. */
function toNumber(
  node: unknown,
  name: string,
  odd: (found: OddNumber) => void = () => {},
): number | undefined {
  if (typeof node === "number") return node;
  if (typeof node !== "string") return undefined;
  const read = readNumber(node);
  // nan and inf, which JSON has not, are numbers whatever they are called.
  if (read !== undefined && !Number.isFinite(read.value)) return read.value;
  if (!isMetricName(name) || NO_MEASURE.test(name)) return undefined;
  const value = read === undefined || CODE.test(node.trim()) ? null : read.value;
  if (value === null || read?.isPercent) odd({ name, text: node, value });
  return value ?? undefined;
}

/** Of texts the names that are no metrics, whatever number they hold: times, names and numbers of things. */
const NO_MEASURE =
  /(^|[^\p{L}\d])(id|ids|uuid|version|date|datetime|time|day|week|month|year|at|hash|commit|sha|md5|build|tag|name|model|dataset|path|file|url|port|note|notes|comment|description|author|user|status|type|host)$/iu;

/** 007 and 20250814 are names of things, and no measurements. */
const CODE = /^(?:0\d+|\d{8,})$/;

/** The content of evaluations as one text, without times of commits and versions: equal for equal numbers. */
export function serializeEvaluations(evaluations: readonly Evaluation[]): string {
  const said = evaluations.map(({ at, model, name = null, leaves, blanks = [], verdicts = [] }) => [
    ...[at, model, name, blanks, verdicts],
    listed(leaves).map(({ name, value, samples, deviation }) => [
      name,
      String(value),
      samples,
      String(deviation),
    ]),
  ]);
  return JSON.stringify(said);
}
