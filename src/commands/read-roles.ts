import { posix } from "node:path";
import type { PipelineStage } from "../inventory/datasets/role-by-pipeline.ts";
import type { RoleEvidence } from "../inventory/datasets/roles.ts";
import { isMapping, readDvcDocument, readList } from "../inventory/pointers/dvc-document.ts";
import { findMatches } from "../trust/named-files.ts";
import type { Root } from "../trust/named-path.ts";
import { codeEvidence } from "./read-code.ts";
import { readTrackedInputs, type TrackingRoot } from "./read-tracked-inputs.ts";
import type { TrackedBy } from "./tracking-servers.ts";

const PIPELINES = ["dvc.yaml", "*/dvc.yaml", "*/*/dvc.yaml"];
const NOT_OURS = /(^|\/)node_modules\//;

/**
 * The evidence beside their names of which tables are training data: DVC's pipelines, the data sets that MLflow
 * recorded for the run in production, and code that names a table. Nothing is run.
 */
export async function readRoleEvidence(
  root: TrackingRoot,
  config?: TrackedBy,
): Promise<RoleEvidence> {
  const hint = "correct the link";
  const files = findMatches(PIPELINES, root, { hint }).filter((path) => !NOT_OURS.test(path));
  const stages: PipelineStage[] = [];
  for (const file of files.sort()) stages.push(...(await readStages(file, root)));
  const read = await readTrackedInputs(root, config);
  const inputs = read === null ? [] : read.inputs.map((one) => ({ ...one, run: read.run }));
  return { stages, inputs, code: codeEvidence(root) };
}

/** The stages as they last ran, by dvc.lock, and those that have not run, as far as their paths are plain. */
async function readStages(file: string, root: Root): Promise<PipelineStage[]> {
  const folder = posix.dirname(file);
  const stated = stagesIn(await documentOrNull(file, root));
  const ran = stagesIn(await documentOrNull(posix.join(folder, "dvc.lock"), root));
  const stages = new Map<string, PipelineStage>();
  for (const [name, stage] of [...stated, ...ran]) {
    const own = isMapping(stage) && isMapping(stage.do) ? stage.do : stage;
    const wdir = isMapping(own) && typeof own.wdir === "string" ? own.wdir : ".";
    const pathsIn = (key: string) =>
      selectPaths(readList(own, key)).map((path) => posix.join(folder, wdir, path));
    stages.set(name, { name, file, deps: pathsIn("deps"), outs: pathsIn("outs") });
  }
  return [...stages.values()];
}

function stagesIn(document: unknown): [string, unknown][] {
  return isMapping(document) && isMapping(document.stages) ? Object.entries(document.stages) : [];
}

/** Each entry is a path, or a mapping with it as `path` or as its only key. */
function selectPaths(entries: readonly unknown[]): string[] {
  return entries
    .flatMap((entry) => {
      if (typeof entry === "string") return [entry];
      if (!isMapping(entry)) return [];
      return typeof entry.path === "string" ? [entry.path] : Object.keys(entry).slice(0, 1);
    })
    .filter((path) => !path.includes("${"));
}

/** null where it is not there, or cannot be read: then names and content decide. */
async function documentOrNull(path: string, root: Root): Promise<unknown> {
  try {
    return await readDvcDocument(path, root);
  } catch {
    return null;
  }
}
