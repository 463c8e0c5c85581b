import { join } from "node:path";
import { chooseAlgorithm, isAlgorithmKey } from "../models/run-kind.ts";
import { runMeta } from "./run-meta.ts";
import type { StoreFiles } from "./store-files.ts";
import { isFile, isFolder, listFiles, read } from "./store-folder.ts";
import type { StoredInputs } from "./stored-inputs.ts";
import { findRows, type Run, type RunFacts, sumSamples } from "./tracking.ts";

/** Reads a run; null if it does not exist or cannot be read, which is reported. */
export function readRun(files: StoreFiles, experiment: string, id: string): Run | "deleted" | null {
  const below = `${experiment}/${id}`;
  const file = files.location(`${below}/meta.yaml`);
  try {
    const text = read(file);
    if (text === undefined) {
      // A server keeps artifacts alone.
      if (isFolder(files.location(`${below}/metrics`)))
        throw new Error("missing; the run is skipped");
      return null;
    }
    if (text.trim() === "") throw new Error("empty; what MLflow says of a run is expected");
    const { isDeleted, ...meta } = runMeta(text, files.parse);
    if (meta.experiment !== experiment) {
      throw new Error(`of experiment ${JSON.stringify(meta.experiment)}; the run lies in another`);
    }
    return isDeleted ? "deleted" : { ...meta, id, path: files.shown(below) };
  } catch (error) {
    files.report(files.shown(`${below}/meta.yaml`), error, true);
    return null;
  }
}

/** Reads what a run's tags, parameters and inputs say. */
export function readFacts(
  files: StoreFiles,
  inputs: StoredInputs,
  { experiment, id }: Run,
): RunFacts {
  const at = files.location(`${experiment}/${id}`);
  const given = inputs.read(experiment, id);
  const models = given.filter(({ type }) => type === "MODEL");
  const datasets = given.filter(({ type }) => type === "DATASET");
  const stated = ["tags", "params"].map((folder) =>
    read(join(at, folder, "model_version"))?.trim(),
  );
  const rows = datasets.map(({ source, context }) => ({
    context,
    rows: findRows(inputs.dataSet(experiment, source)?.profile),
  }));
  return {
    algorithm: chooseAlgorithm(readAlgorithms(at)),
    isChild: isFile(join(at, "tags/mlflow.parentRunId")),
    statedVersion: stated.find((text) => text !== undefined && text !== "") ?? null,
    evaluated: models.length === 1 ? (models[0]?.source ?? null) : null,
    samples: sumSamples(rows, "evaluation"),
    trainedOn: sumSamples(rows, "training"),
  };
}

/** Parameters and tags of a run that name an algorithm. */
function readAlgorithms(run: string): [string, string][] {
  return ["params", "tags"].flatMap((folder) =>
    listFiles(join(run, folder))
      .filter(isAlgorithmKey)
      .map((key): [string, string] => [key, read(join(run, folder, key)) ?? ""]),
  );
}
