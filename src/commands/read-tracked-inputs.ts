import type { Config } from "../config/schema.ts";
import { findMatches } from "../trust/named-files.ts";
import type { Root } from "../trust/named-path.ts";
import { fileKind } from "../validation/files/result-file.ts";
import type { RunInputs } from "../validation/mlflow/run-inputs.ts";
import { STORE_PLACES, storePath } from "../validation/mlflow/store-path.ts";

/** The parts of a configuration that name the stores of MLflow. */
export type TrackedBy = Pick<Config, "validation" | "requirements">;

/**
 * The data sets that MLflow recorded for the champion's run, or else for the newest: of the stores that the
 * configuration names, else of those in the usual places.
 *
 * @returns null where none recorded any; what cannot be read is said with the metrics
 */
export async function readTrackedInputs(root: Root, config?: TrackedBy): Promise<RunInputs | null> {
  const { readRunInputs } = await import("../validation/mlflow/run-inputs.ts");
  const { storesAt } = await import("../validation/mlflow/open-store.ts");
  let newest: RunInputs | null = null;
  for (const { path, model, alias = "champion" } of listPlaces(config)) {
    try {
      const there = fileKind(path, root) !== null ? [path] : findMatches([path], root, HINT);
      for (const store of there.flatMap((each) => storesAt(each, root))) {
        const read = await readRunInputs(store, { ...root, model, alias });
        if (read?.isChampion) return read;
        newest ??= read;
      }
    } catch {
      // The reader of the metrics says why a store cannot be read.
    }
  }
  return newest;
}

const HINT = { hint: "correct `path` under `validation.sources`" };

interface Place {
  readonly path: string;
  readonly model?: string | undefined;
  readonly alias?: string | undefined;
}

function listPlaces(config?: TrackedBy): Place[] {
  const sources = config?.validation.sources?.filter(({ tool }) => tool === "mlflow") ?? [];
  const { history } = config?.requirements ?? {};
  if (sources.length > 0)
    return sources.map((source) => ({ ...source, path: storePath(source.path) }));
  const kept = history === undefined ? [] : [{ ...history, path: storePath(history.path) }];
  return [...kept, ...STORE_PLACES.map((path) => ({ path }))];
}
