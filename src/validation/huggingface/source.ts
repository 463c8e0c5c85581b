import { basename, dirname } from "node:path";
import type { Root } from "../../trust/named-path.ts";
import type { EvidenceSource } from "../evidence.ts";
import { parseJson } from "../files/json.ts";
import { openResult, readResult } from "../files/result-file.ts";
import { sourceName } from "../files/source-name.ts";
import { asLeaves } from "../metrics/leaves.ts";
import { type MetricFile, NoMetrics } from "../metrics/metric-file.ts";
import { readMetricFiles } from "../metrics/metric-files.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import { isBranch, metricLeaves } from "../metrics/metric-tree.ts";
import { treeEvaluator } from "../metrics/source.ts";
import type { SourceProblem } from "../schema.ts";

/** The most telling first: results are of the model that was saved, a state is of its training. */
const FILES = ["all_results.json", "eval_results.json", "trainer_state.json"];

/**
 * What Hugging Face's Trainer leaves in its output folder. A training is one point: its last
 * evaluation, however many steps of it were evaluated.
 */
export const huggingfaceSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, `**/{${FILES.join(",")}}`, problems);
    const files: MetricFile[] = [];
    for (const path of paths) {
      const isState = basename(path) === "trainer_state.json";
      files.push({
        path,
        source: query.isUsualPlace ? sourceName(path) : query.config.path,
        modelVersion: null,
        evaluate: isState ? lastEvaluation : await treeEvaluator(path, ".", query.zone, "metric"),
      });
    }
    const evidence = readMetricFiles(onePerTraining(files, query), query);
    return { ...evidence, problems: [...problems, ...evidence.problems] };
  },
};

/** Of each output folder the first sound file with an evaluation, and the broken ones before it. */
function onePerTraining(files: readonly MetricFile[], root: Root): MetricFile[] {
  const seen = new Set<string>();
  return files.toSorted(byTraining).filter((file) => {
    const folder = outputFolder(file.path);
    if (seen.has(folder)) return false;
    if (isEvaluated(file, root)) seen.add(folder);
    return true;
  });
}

/** Checkpoints lie in their training's folder. */
function outputFolder(path: string): string {
  return dirname(path).replace(/(^|\/)checkpoint-\d+$/, "");
}

function byTraining(a: MetricFile, b: MetricFile): number {
  const [one, other] = [outputFolder(a.path), outputFolder(b.path)];
  if (one !== other) return one < other ? -1 : 1;
  return fileRank(a.path) - fileRank(b.path);
}

/** Results, then the state of the whole training, then those of checkpoints, the newest first. */
function fileRank(path: string): number {
  const step = /checkpoint-(\d+)\/[^/]*$/.exec(path)?.[1];
  const rank = FILES.indexOf(basename(path));
  return step === undefined ? rank : FILES.length + 1 / (1 + Number(step));
}

function isEvaluated({ path, evaluate }: MetricFile, root: Root): boolean {
  try {
    const [evaluation] = evaluate(readResult(openResult(path, root)));
    return evaluation?.leaves.names.some((name) => /^(eval|test|predict)_/.test(name)) ?? false;
  } catch {
    return false;
  }
}

/** The evaluation of the highest step; several data sets may have been evaluated at it. */
function lastEvaluation(text: string): ReturnType<MetricFile["evaluate"]> {
  const state = text.trim() === "" ? undefined : parseJson(text);
  if (state === undefined) throw new Error("empty; the state of a Trainer is expected");
  const log = isBranch(state) ? state.log_history : undefined;
  if (!Array.isArray(log)) {
    throw new Error('no list "log_history", which the state of a Trainer has');
  }
  const evaluations = log.filter(isBranch).filter((entry) => Object.keys(entry).some(isEvaluation));
  if (evaluations.length === 0) {
    throw new NoMetrics("no evaluation in it; set eval_strategy, or log eval_… metrics");
  }
  const findStep = (entry: Record<string, unknown>): number => Number(entry.step ?? -1);
  const last = evaluations.reduce((most, entry) => Math.max(most, findStep(entry)), -Infinity);
  const merged = Object.assign({}, ...evaluations.filter((entry) => findStep(entry) === last));
  return [{ at: null, model: null, leaves: asLeaves(metricLeaves(merged, ".", "trainer_state")) }];
}

function isEvaluation(key: string): boolean {
  return key.startsWith("eval_");
}
