import type { StoreFiles } from "./store-files.ts";
import { isFile, listFolders } from "./store-folder.ts";
import type { Experiment } from "./tracking.ts";

/** Folders of an experiment that are no runs. */
const RESERVED = ["artifacts", "datasets", "models", "tags", "traces"];

/** The experiments of a file store that are not deleted and have runs. */
export function readExperiments(files: StoreFiles): Experiment[] {
  const names = listFolders(files.location("")).filter(
    (name) => ![".trash", "models"].includes(name),
  );
  return names.flatMap((id) => {
    const runs = runFolders(files, id);
    if (!isFile(files.location(`${id}/meta.yaml`))) {
      reportLostRuns(files, id, runs);
      return [];
    }
    return runs.length === 0 ? [] : readExperiment(files, id, runs.length);
  });
}

/** The names of the folders of an experiment's runs, which are their ids. */
export function runFolders(files: StoreFiles, experiment: string): string[] {
  return listFolders(files.location(experiment)).filter((name) => !RESERVED.includes(name));
}

function reportLostRuns(files: StoreFiles, id: string, runs: readonly string[]): void {
  // Of an experiment in a database only artifacts lie here.
  const [lost] = runs.filter((run) => isFile(files.location(`${id}/${run}/meta.yaml`)));
  if (lost === undefined) return;
  files.report(files.shown(`${id}/meta.yaml`), new Error("missing; its runs are skipped"));
}

function readExperiment(files: StoreFiles, id: string, runs: number): Experiment[] {
  const meta = files.readMapping(`${id}/meta.yaml`);
  if (meta === undefined || meta.lifecycle_stage === "deleted") return [];
  if (meta.name === undefined || meta.lifecycle_stage !== "active") {
    const what = meta.name === undefined ? "name" : "lifecycle_stage";
    const error = new Error(`no ${what}: cut off, or not written by MLflow`);
    files.report(files.shown(`${id}/meta.yaml`), error, true);
    return [];
  }
  return [{ id, name: String(meta.name), runs }];
}
