import { readFileSync, statSync } from "node:fs";
import { basename, posix, resolve } from "node:path";
import { messageOf } from "../../errors.ts";
import { dvcMetrics } from "../dvc-pipeline.ts";
import { isDvclive, liveFiles } from "../dvclive.ts";
import type { EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { type MetricFile, readMetricFiles } from "../metric-files.ts";
import { filesIn, metricPaths } from "../metric-paths.ts";
import { treeParser } from "../parse-tree.ts";
import { openResult, readResult } from "../result-file.ts";
import type { SourceProblem } from "../schema.ts";
import { treeEvaluator } from "./metrics.ts";

/**
 * The metrics that a dvc.yaml names, and what dvclive wrote. Each file is a source of its own, with its
 * past from git.
 */
export const dvcSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const found: string[] = [];
    for (const path of await metricPaths(query, null, problems)) {
      const pipeline = basename(path) === "dvc.yaml" ? path : `${path}/dvc.yaml`;
      if (isFile(pipeline, query.cwd)) {
        found.push(...(await pipelineFiles(pipeline, query, problems)));
        // What the pipeline forgets, dvclive's folder beside it still holds.
        if (pipeline !== path) found.push(...liveIn(path, query.cwd));
      } else if (isFile(path, query.cwd)) found.push(path);
      else found.push(...liveIn(path, query.cwd));
    }
    const files: MetricFile[] = [];
    for (const path of [...new Set(found.map((path) => posix.normalize(path)))].sort()) {
      if (isDvclive(path, query.cwd)) files.push(...(await liveFiles(path, query, problems)));
      else {
        const evaluate = await treeEvaluator(
          path,
          ".",
          query.zone,
          query.config.metrics === undefined,
        );
        files.push({ path, source: `dvc: ${path}`, modelVersion: null, evaluate });
      }
    }
    const evidence = readMetricFiles(files, query);
    return { ...evidence, problems: [...problems, ...evidence.problems] };
  },
};

function isFile(path: string, cwd: string): boolean {
  return statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isFile() === true;
}

/** dvclive's metrics in a folder that may be its own, or have it within. */
function liveIn(folder: string, cwd: string): string[] {
  return [`${folder}/metrics.json`, `${folder}/dvclive/metrics.json`].filter((path) =>
    isFile(path, cwd),
  );
}

/** The files that a dvc.yaml names as metrics. */
async function pipelineFiles(
  path: string,
  { cwd }: EvidenceQuery,
  problems: SourceProblem[],
): Promise<string[]> {
  const folder = posix.dirname(path);
  try {
    const parse = await treeParser(path);
    const document = parse(readResult(openResult(path, cwd)));
    const toml = await treeParser("params.toml");
    const load = (name: string): unknown => {
      const file = posix.join(folder, name);
      if (!isFile(file, cwd)) return undefined;
      const text = readFileSync(resolve(cwd, file), "utf8");
      // JSON is a part of YAML.
      return text.trim() === "" ? undefined : name.endsWith(".toml") ? toml(text) : parse(text);
    };
    const metrics = dvcMetrics(document, load);
    problems.push(...metrics.problems.map((problem) => ({ path, problem })));
    const files: string[] = [];
    for (const metric of metrics.paths) {
      const file = posix.join(folder, metric);
      const stats = statSync(resolve(cwd, file), { throwIfNoEntry: false });
      if (stats === undefined) {
        const problem = `it names ${metric}, which is not there; \`dvc pull\` or \`dvc repro\` brings it`;
        problems.push({ path, problem });
      } else if (stats.isDirectory()) {
        const hidden = (path: string) =>
          problems.push({ path, problem: "the folder cannot be read" });
        files.push(...(await filesIn(file, cwd, "**/*", hidden)));
      } else files.push(file);
    }
    return files;
  } catch (error) {
    problems.push({ path, problem: messageOf(error) });
    return [];
  }
}
