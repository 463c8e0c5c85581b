import { posix } from "node:path";
import { isBranch } from "../metrics/metric-tree.ts";
import type { Mapping, StoreFiles } from "./store-files.ts";
import { listFolders } from "./store-folder.ts";

/** An input of a run in a file store: a model or a data set. */
export interface StoredInput {
  readonly type: unknown;
  /** Its id. */
  readonly source: string;
  /** `training`, `validation`, …; null where it does not say. */
  readonly context: string | null;
}

/** The inputs of runs, and the data sets that they name. */
export class StoredInputs {
  readonly #files: StoreFiles;
  /** Many runs name the same. */
  readonly #dataSets = new Map<string, Mapping | undefined>();

  constructor(files: StoreFiles) {
    this.#files = files;
  }

  /** The inputs of a run. */
  read(experiment: string, run: string): StoredInput[] {
    const folder = `${experiment}/${run}/inputs`;
    return listFolders(this.#files.location(folder)).flatMap((name) =>
      this.#readInput(`${folder}/${name}/meta.yaml`),
    );
  }

  /** A data set by its id; undefined where it cannot be read. */
  dataSet(experiment: string, id: string): Mapping | undefined {
    const below = `${experiment}/datasets/${posix.basename(id)}/meta.yaml`;
    if (!this.#dataSets.has(below)) this.#dataSets.set(below, this.#files.readMapping(below));
    return this.#dataSets.get(below);
  }

  /** The inputs of a run; empty if its file does not name them, which is reported. */
  #readInput(below: string): StoredInput[] {
    const meta = this.#files.readMapping(below);
    if (meta === undefined) return [];
    const { source_type: type, source_id: source, tags } = meta;
    if (typeof source === "string") return [{ type, source, context: statedContext(tags) }];
    const error = new Error("no source_id: cut off, or not written by MLflow");
    this.#files.report(this.#files.shown(below), error, true);
    return [];
  }
}

function statedContext(tags: unknown): string | null {
  return isBranch(tags) ? String(tags["mlflow.data.context"]) : null;
}
