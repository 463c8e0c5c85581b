import { basename, extname } from "node:path";
import { findDirection } from "../../metric-names/names.ts";
import type { Zone } from "../../time/instant.ts";
import type { Evidence, EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { fileKind } from "../files/result-file.ts";
import { resultPaths } from "../files/result-paths.ts";
import { folderVersion, sourceName } from "../files/source-name.ts";
import type { SourceProblem } from "../schema.ts";
import { classificationReport } from "./classification-report.ts";
import { type MetricFile, NoMetrics } from "./metric-file.ts";
import { readMetricFiles } from "./metric-files.ts";
import { metricPaths } from "./metric-paths.ts";
import { type Evaluation, isBranch, readEvaluation } from "./metric-tree.ts";
import { isNeeded, type Needed } from "./needed.ts";
import { treeParser } from "./parse-tree.ts";
import { registeredModels } from "./registered-models.ts";
import { lastOfHistory } from "./training-history.ts";

/**
 * Trees of metrics in JSON, YAML or TOML, as teams, SageMaker and wandb write them, and scikit-learn's
 * classification reports as text: a file, or a folder of files over time. The files of one configured path
 * are one series a metric; in usual places, files whose paths differ by dates, versions or ids alone.
 */
export const metricsSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, "**/*.{json,yaml,yml,toml}", problems);
    const files: MetricFile[] = [];
    for (const path of paths) {
      const evaluate = await treeEvaluator(path, ".", query.zone, byWhat(path, query));
      files.push({
        path,
        source: query.isUsualPlace ? sourceName(path) : query.config.path,
        modelVersion: folderVersion(path),
        evaluate,
      });
    }
    problems.push(...(await runsWithoutSummary(query)));
    const evidence = readBestFiles(files, query);
    return { ...evidence, problems: [...problems, ...evidence.problems] };
  },
};

/** At usual places a file that has more in its name than `metrics` may be about anything. */
function byWhat(path: string, { config, isUsualPlace }: EvidenceQuery): Needed {
  if (config.metrics !== undefined) return "number";
  return isUsualPlace === true && !NAMED_PLAINLY.test(path) ? "known metric" : "metric";
}

const NAMED_PLAINLY =
  /(^|\/)(metrics|scores|evaluation|wandb-summary|classification_report)\.[a-z]+$|^(metrics|evaluations?)\//;

/** At usual places a report in words repeats what a tree beside it states with all digits. */
function readBestFiles(files: readonly MetricFile[], query: EvidenceQuery): Evidence {
  const trees = files.filter(({ path }) => !isReport(path));
  if (query.isUsualPlace !== true || trees.length === files.length) {
    return readMetricFiles(files, query);
  }
  const evidence = readMetricFiles(trees, query);
  const { series, experiments = [] } = evidence;
  return series.length + experiments.length > 0 ? evidence : readMetricFiles(files, query);
}

/** Another text may be a lone number, as DVC reads it. */
function isReport(path: string): boolean {
  return path.endsWith(".txt") && /classification[_-]report/i.test(basename(path));
}

/** wandb's runs at their usual place that have no summary: a line for all. */
async function runsWithoutSummary(query: EvidenceQuery): Promise<SourceProblem[]> {
  if (query.isUsualPlace !== true) return [];
  const runs = await resultPaths(["wandb/{offline-,}run-*/files"], query, () => {});
  const bare = runs.filter((run) => fileKind(`${run}/wandb-summary.json`, query) === null);
  const [first] = bare;
  if (first === undefined) return [];
  const more = bare.length > 1 ? `, nor in ${bare.length - 1} more runs` : "";
  const problem = `no wandb-summary.json${more}: cut off, or never online; write dict(run.summary) to a JSON file`;
  return [{ path: first, problem }];
}

/** Reads a tree, a list of trees each with its time, or a list that is a table. */
export async function treeEvaluator(
  path: string,
  separator: "." | "/",
  zone: Zone,
  needed: Needed,
): Promise<MetricFile["evaluate"]> {
  const parse = isReport(path) ? reportIn : await treeParser(path);
  const root = basename(path, extname(path));
  const isMetric = (evaluation: Evaluation): boolean =>
    evaluation.leaves.names.some((name) => isNeeded(name, needed));
  const { evaluatedRows } = await import("../table/listed-rows.ts");
  return (text, tell) => {
    const tree = lastOfHistory(path, parsed(text, parse));
    const trees = Array.isArray(tree) ? tree : (registeredModels(tree, zone) ?? [tree]);
    const evaluations = trees.map((each) => readEvaluation(each, separator, root, zone));
    // Metrics that are null at a stated time are an evaluation without a result.
    const isBlank = ({ at, blanks = [] }: Evaluation) =>
      at !== null && blanks.some((name) => findDirection(name) !== null);
    if (!evaluations.some(isMetric) && !evaluations.some(isBlank)) {
      throw new NoMetrics("no metric in it; names with numbers are expected");
    }
    if (!Array.isArray(tree) || evaluations.every(({ at }) => at !== null)) return evaluations;
    return evaluatedRows(text, zone, needed, tell);
  };
}

function reportIn(text: string): unknown {
  const report = classificationReport(text);
  if (report === null) throw new NoMetrics("not one classification report of scikit-learn");
  return report;
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (isJsonLines(text)) {
      throw new NoMetrics("JSON Lines, not a tree of metrics; read it with `tool: table`");
    }
    throw error;
  }
}

function isJsonLines(text: string): boolean {
  const [first = "", second = ""] = text.split("\n", 2);
  if (second.trim() === "") return false;
  try {
    return isBranch(JSON.parse(first));
  } catch {
    return false;
  }
}
