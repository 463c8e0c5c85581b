import { findMatches } from "../trust/named-files.ts";
import type { Root } from "../trust/named-path.ts";
import { ServerProblem } from "../trust/server-reader.ts";
import { fileKind } from "../validation/files/result-file.ts";
import type { Wanted } from "../validation/mlflow/choose.ts";
import type { RunInputs } from "../validation/mlflow/run-inputs.ts";
import type { TrackingAccess } from "../validation/mlflow/server/tracking-access.ts";
import { STORE_PLACES, storePath } from "../validation/mlflow/store-path.ts";
import type { Tracking } from "../validation/mlflow/tracking-uri.ts";
import { listTrackingServers, type TrackedBy } from "./tracking-servers.ts";

/** The project, and the servers that may be asked. */
export interface TrackingRoot extends Root {
  readonly tracking?: Tracking | null;
  readonly access?: TrackingAccess;
}

/**
 * The data sets that MLflow recorded for the champion's run, or else for the newest: of the stores that the
 * configuration or the environment names, else of those in the usual places.
 *
 * @returns null where none recorded any; what cannot be read is said with the metrics
 */
export async function readTrackedInputs(
  root: TrackingRoot,
  config?: TrackedBy,
): Promise<RunInputs | null> {
  const { findRunInputs, readRunInputs } = await import("../validation/mlflow/run-inputs.ts");
  const { storesAt } = await import("../validation/mlflow/open-store.ts");
  let newest: RunInputs | null = null;
  const { access, tracking } = root;
  const servers = access === undefined ? [] : listTrackingServers(config, tracking);
  for (const { url, ...wanted } of servers) {
    try {
      const store = await access?.open(url, wanted);
      const read = store === undefined ? null : findRunInputs(store, wanted);
      if (read?.isChampion) return read;
      newest ??= read;
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error;
      // The reader of the metrics says why a server cannot be read.
    }
  }
  for (const { path, alias = "champion", ...wanted } of listPlaces(root, config)) {
    try {
      const there = fileKind(path, root) !== null ? [path] : findMatches([path], root, HINT);
      for (const store of there.flatMap((each) => storesAt(each, root))) {
        const read = await readRunInputs(store, root, { ...wanted, alias });
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

interface Place extends Wanted {
  readonly path: string;
  readonly alias?: string | undefined;
}

function listPlaces({ tracking }: TrackingRoot, config?: TrackedBy): Place[] {
  const sources = config?.validation.sources?.filter(({ tool }) => tool === "mlflow") ?? [];
  const { history } = config?.requirements ?? {};
  if (sources.length > 0) {
    return sources.flatMap(({ path, experiment, model, alias }) =>
      path === undefined ? [] : [{ path: storePath(path), experiment, model, alias }],
    );
  }
  const kept =
    history === undefined ? [] : [{ path: storePath(history.path), model: history.model }];
  const usual = tracking?.kind === "server" ? [] : STORE_PLACES;
  return [...kept, ...usual.map((path) => ({ path }))];
}
