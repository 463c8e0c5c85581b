import { basename, dirname, posix } from "node:path";
import { errorMessage } from "../../errors.ts";
import { type Root, whyOutside } from "../../trust/named-path.ts";
import type { EvidenceSource } from "../evidence.ts";
import { fileKind, openResult, readResult } from "../files/result-file.ts";
import type { MetricFile } from "../metrics/metric-file.ts";
import { readMetricFiles } from "../metrics/metric-files.ts";
import { filesIn, metricPaths } from "../metrics/metric-paths.ts";
import { treeParser } from "../metrics/parse-tree.ts";
import { treeEvaluator } from "../metrics/source.ts";
import type { SourceProblem } from "../schema.ts";
import { isDvclive, liveFiles } from "./dvclive.ts";
import { dvcMetrics, parameterFiles } from "./pipeline.ts";

/**
 * The metrics that a dvc.yaml names, and what dvclive wrote. Each file is a source of its own, with its
 * past from git.
 */
export const dvcSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const found: string[] = [];
    for (const path of await metricPaths(query, null, problems)) {
      const isPipeline = ["dvc.yaml", "dvc.lock"].includes(basename(path));
      const pipeline = posix.join(isPipeline ? dirname(path) : path, "dvc.yaml");
      if (fileKind(pipeline, query) === "file") {
        found.push(...(await pipelineFiles(pipeline, query, problems)));
        // The folder of dvclive beside a pipeline still has the metrics that the pipeline does not name.
        if (!isPipeline) found.push(...liveIn(path, query));
      } else if (fileKind(path, query) === "file") found.push(path);
      else found.push(...liveIn(path, query));
    }
    const files: MetricFile[] = [];
    for (const path of [...new Set(found.map((path) => posix.normalize(path)))].sort()) {
      if (isDvclive(path, query)) files.push(...(await liveFiles(path, query, problems)));
      else {
        const evaluate = await treeEvaluator(
          path,
          ".",
          query.zone,
          query.config.metrics === undefined ? "metric" : "number",
        );
        files.push({ path, source: `dvc: ${path}`, modelVersion: null, evaluate });
      }
    }
    const evidence = readMetricFiles(files, query);
    return { ...evidence, problems: [...problems, ...evidence.problems] };
  },
};

/** dvclive's metrics in a folder that may be its own, or have it within. */
function liveIn(folder: string, root: Root): string[] {
  return [`${folder}/metrics.json`, `${folder}/dvclive/metrics.json`].filter(
    (path) => fileKind(path, root) === "file",
  );
}

/** The files that a dvc.yaml names as metrics. */
async function pipelineFiles(
  path: string,
  root: Root,
  problems: SourceProblem[],
): Promise<string[]> {
  const folder = posix.dirname(path);
  /** A file that dvc.yaml builds on; of one that is broken, the rest of dvc.yaml still stands. */
  const besides = async (name: string): Promise<unknown> => {
    const file = posix.join(folder, name);
    if (fileKind(file, root) !== "file") return undefined;
    try {
      return await parsed(file, root);
    } catch (error) {
      problems.push({ path: file, problem: errorMessage(error) });
      return undefined;
    }
  };
  try {
    const document = await parsed(path, root);
    const loaded = new Map<string, unknown>();
    const lock = await besides("dvc.lock");
    for (const name of parameterFiles(document)) loaded.set(name, await besides(name));
    const metrics = dvcMetrics(document, lock, (name) => loaded.get(name));
    problems.push(...metrics.problems.map((problem) => ({ path, problem })));
    const files: string[] = [];
    for (const metric of metrics.paths) {
      const file = posix.join(folder, metric);
      const outside = whyOutside(file, root, "data");
      const kind = fileKind(file, root);
      if (outside !== null) {
        const problem = `it names ${metric}, ${outside}; say --allow-outside where that is meant`;
        problems.push({ path, problem });
      } else if (kind === null) {
        const problem = `it names ${metric}, which is not there; \`dvc pull\` or \`dvc repro\` brings it`;
        problems.push({ path, problem });
      } else if (kind === "folder") {
        const hidden = (path: string) =>
          problems.push({ path, problem: "the folder cannot be read" });
        files.push(...(await filesIn(file, root, "**/*", hidden)));
      } else files.push(file);
    }
    return files;
  } catch (error) {
    problems.push({ path, problem: errorMessage(error) });
    return [];
  }
}

async function parsed(path: string, root: Root): Promise<unknown> {
  const parse = await treeParser(path);
  return parse(readResult(openResult(path, root)));
}
