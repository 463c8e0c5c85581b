import { posix } from "node:path";
import { isMapping, readList } from "./dvc-document.ts";

/** A file or folder that DVC keeps elsewhere, as one of its files says. */
export interface DvcOutput {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly files: number | null;
  readonly bytes: number | null;
}

/**
 * The outputs of a `.dvc` file.
 *
 * @param folder where the file lies, relative to the project
 */
export function outputsOfDvc(document: unknown, folder: string): DvcOutput[] {
  const wdir = isMapping(document) && typeof document.wdir === "string" ? document.wdir : ".";
  return readList(document, "outs").flatMap((entry) => readOutput(entry, posix.join(folder, wdir)));
}

/**
 * The outputs of the stages in `dvc.lock` that DVC keeps: not metrics, plots, models, nor what git keeps
 * (`cache: false`).
 *
 * @param pipeline the `dvc.yaml` beside it, which says which those are; undefined where it cannot be read
 * @param folder where both lie, relative to the project
 */
export function outputsOfLock(lock: unknown, pipeline: unknown, folder: string): DvcOutput[] {
  const stages = isMapping(lock) && isMapping(lock.stages) ? lock.stages : {};
  const models = modelsIn(pipeline);
  return Object.entries(stages).flatMap(([name, stage]) => {
    const definition = findStage(pipeline, name);
    const others = new Set([...keptElsewhere(definition), ...models]);
    return readList(stage, "outs").flatMap((entry) => {
      const path = isMapping(entry) ? entry.path : undefined;
      if (typeof path !== "string" || others.has(posix.normalize(path))) return [];
      return readOutput(entry, posix.join(folder, findWorkingFolder(definition)));
    });
  });
}

/** The outputs in a `dvc.yaml` that was never run: nothing but their paths is known. */
export function outputsOfPipeline(pipeline: unknown, folder: string): DvcOutput[] {
  const stages = isMapping(pipeline) && isMapping(pipeline.stages) ? pipeline.stages : {};
  const models = new Set(modelsIn(pipeline));
  return Object.values(stages).flatMap((definition) => {
    const others = new Set(keptElsewhere(definition));
    return selectPaths(readList(definition, "outs")).flatMap((path) => {
      // Parameters are not read here.
      if (path.includes("${") || others.has(path) || models.has(path)) return [];
      const place = posix.join(folder, findWorkingFolder(definition), path);
      const isFolder = posix.extname(path) === "";
      return [{ path: place, isFolder, files: isFolder ? null : 1, bytes: null }];
    });
  });
}

/** A stage of `foreach` or `matrix` has several names in the lock: `train@us`. */
function findStage(pipeline: unknown, name: string): unknown {
  const stages = isMapping(pipeline) && isMapping(pipeline.stages) ? pipeline.stages : {};
  const stage = stages[name] ?? stages[name.split("@", 1)[0] ?? name];
  return isMapping(stage) && isMapping(stage.do) ? stage.do : stage;
}

function findWorkingFolder(definition: unknown): string {
  const wdir = isMapping(definition) ? definition.wdir : undefined;
  return typeof wdir === "string" && !wdir.includes("${") ? wdir : ".";
}

function modelsIn(pipeline: unknown): string[] {
  const artifacts = isMapping(pipeline) && isMapping(pipeline.artifacts) ? pipeline.artifacts : {};
  return Object.values(artifacts).flatMap((artifact) =>
    isMapping(artifact) && artifact.type === "model" && typeof artifact.path === "string"
      ? [posix.normalize(artifact.path)]
      : [],
  );
}

/** Metrics and plots are results; what has `cache: false` lies in git. */
function keptElsewhere(definition: unknown): string[] {
  const uncached = readList(definition, "outs").flatMap((entry) =>
    isMapping(entry)
      ? Object.entries(entry).flatMap(([path, how]) =>
          isMapping(how) && how.cache === false ? [path] : [],
        )
      : [],
  );
  const results = [...readList(definition, "metrics"), ...readList(definition, "plots")];
  return [...uncached, ...selectPaths(results)].map((path) => posix.normalize(path));
}

/** Each entry is a path, or a mapping from a path to how it is kept. */
function selectPaths(entries: readonly unknown[]): string[] {
  return entries
    .flatMap((entry) => (isMapping(entry) ? Object.keys(entry) : [entry]))
    .filter((path) => typeof path === "string")
    .map((path) => posix.normalize(path));
}

function readOutput(entry: unknown, folder: string): DvcOutput[] {
  if (!isMapping(entry) || typeof entry.path !== "string") return [];
  const { path, size, nfiles, md5, cache, files } = entry;
  // On a server, or kept by git.
  if (path.includes("://") || cache === false) return [];
  const place = posix.isAbsolute(path) ? path : posix.join(folder, path).replace(/(?<!\/)\/+$/, "");
  const listed = Array.isArray(files) ? files : null;
  const isFolder =
    listed !== null ||
    toWholeNumber(nfiles) !== null ||
    (typeof md5 === "string" && md5.endsWith(".dir"));
  const sizes = listed?.map((file) => toWholeNumber(isMapping(file) ? file.size : null));
  const bytes = toWholeNumber(size) ?? (sizes?.every((each) => each !== null) ? sum(sizes) : null);
  return [
    {
      path: place,
      isFolder,
      files: listed?.length ?? toWholeNumber(nfiles) ?? (isFolder ? null : 1),
      bytes,
    },
  ];
}

function toWholeNumber(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

function sum(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((total, each) => total + (each ?? 0), 0);
}
