import { NoMetrics } from "../metrics/metric-file.ts";
import { isBranch, type RunVerdict } from "../metrics/metric-tree.ts";
import type { Check } from "../schema.ts";

type Tree = Record<string, unknown>;

/** One validation of a batch of data by a suite of expectations. */
export interface DataValidation {
  /** When it ran, as it says; the first that is a time. */
  readonly times: readonly unknown[];
  /** The suite, and the data that it was asked of. */
  readonly name: string | null;
  readonly expectations: readonly Expectation[];
}

export interface Expectation {
  readonly subject: RunVerdict["subject"];
  readonly check: Check;
}

/**
 * The validations of a file of Great Expectations: the result of one, as its store keeps it, or those of
 * a checkpoint, of 0.x or of 1.x.
 *
 * @throws NoMetrics where it is something else
 * @throws Error where it evaluated nothing, or lies in the store and is no result
 */
export function parseValidations(json: unknown, isInStore: boolean): DataValidation[] {
  const top = isBranch(json) ? json : {};
  const results = resultsIn(top);
  if (results.length === 0) {
    if (isInStore) throw new Error("no validation result as Great Expectations writes it");
    throw new NoMetrics(
      "no validation result of Great Expectations: neither results nor run_results as it writes them; name another `tool`, or remove it",
    );
  }
  const validations = results.map(parseValidation);
  if (validations.every(({ expectations }) => expectations.length === 0)) {
    throw new Error("no expectation was evaluated; add some to its suite");
  }
  return validations;
}

function resultsIn(top: Tree): Tree[] {
  if (Array.isArray(top.results) && "success" in top) return [top];
  if (isBranch(top.run_results)) {
    return Object.values(top.run_results)
      .filter(isBranch)
      .map((each) => (isBranch(each.validation_result) ? each.validation_result : each));
  }
  // What CheckpointResult.describe() gives, which names no suite.
  return Array.isArray(top.validation_results) ? top.validation_results.filter(isBranch) : [];
}

function parseValidation(result: Tree): DataValidation {
  const meta = isBranch(result.meta) ? result.meta : {};
  const run = isBranch(meta.run_id) ? meta.run_id.run_time : meta.run_id;
  const batch = isBranch(meta.active_batch_definition) ? meta.active_batch_definition : {};
  const suite = result.suite_name ?? meta.expectation_suite_name;
  const data = [batch.datasource_name, batch.data_asset_name].filter(isText).join("/");
  const found = Array.isArray(result.results) ? result.results : result.expectations;
  return {
    times: [run, meta.validation_time],
    name: isText(suite) ? [suite, data].filter(isText).join(" on ").slice(0, 200) : null,
    expectations: Array.isArray(found) ? found.filter(isBranch).map(parseExpectation) : [],
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** Comparisons of a whole distribution; a bound on a mean or a quantile is one of quality. */
const OF_DISTRIBUTION = /kl_divergence|chisquare|ks_test|wasserstein|distribution|drift/;

function parseExpectation(found: Tree): Expectation {
  const config = isBranch(found.expectation_config) ? found.expectation_config : found;
  const kwargs = isBranch(config.kwargs) ? config.kwargs : {};
  const result = isBranch(found.result) ? found.result : {};
  const type = isText(config.type) ? config.type : config.expectation_type;
  const name = isText(type) ? type.slice(0, 200) : "expectation";
  const passed = found.success === true ? true : isRaised(found.exception_info) ? null : false;
  return {
    subject: OF_DISTRIBUTION.test(name) ? "distribution" : "data",
    check: { name, column: findColumn(kwargs), passed, ...readNumbers(kwargs, result) },
  };
}

/** Of one expectation, or by metric of several that it rests on. */
function isRaised(info: unknown): boolean {
  if (!isBranch(info)) return false;
  return info.raised_exception === true || Object.values(info).some(isRaised);
}

function findColumn(kwargs: Tree): string | null {
  const list = kwargs.column_list ?? kwargs.column_set;
  const columns = [kwargs.column, kwargs.column_A, kwargs.column_B, list].flat().filter(isText);
  return columns.length === 0 ? null : columns.join(", ").slice(0, 200);
}

/** The observed and the expected value: per cent of unexpected values, or one number and its bound. */
function readNumbers(kwargs: Tree, result: Tree): Pick<Check, "observed" | "threshold"> {
  const percent = finite(result.unexpected_percent);
  if (percent !== null) {
    // 1 - 0.95 is not quite 0.05.
    const allowed = Number(((1 - (finite(kwargs.mostly) ?? 1)) * 100).toPrecision(12));
    return { observed: percent, threshold: allowed };
  }
  const observed = finite(result.observed_value);
  const [least, most] = [finite(kwargs.min_value), finite(kwargs.max_value)];
  const bound = finite(kwargs.threshold) ?? finite(kwargs.p_value) ?? finite(kwargs.p);
  if (bound !== null) return { observed, threshold: bound };
  const isBelow = observed !== null && least !== null && observed < least;
  return { observed, threshold: isBelow ? least : (most ?? least ?? finite(kwargs.value)) };
}

function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
