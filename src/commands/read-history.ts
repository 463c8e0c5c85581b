import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { errorMessage, UserError } from "../errors.ts";
import type { TrainingHistory } from "../schedule/history.ts";
import { locate, type Root } from "../trust/named-path.ts";
import { readNamed } from "../trust/named-text.ts";
import { STORE_PLACES, storePath } from "../validation/mlflow/store-path.ts";
import type { TrackedTrainings } from "../validation/mlflow/trainings.ts";
import type { Project } from "./project.ts";
import { listTrackingServers, type NamedStore } from "./tracking-servers.ts";
import { wrongFile } from "./wrong-file.ts";

/** Where a training history usually lies. */
export const HISTORY_PLACES: readonly string[] = ["", "artifacts/", "logs/"].flatMap((folder) =>
  ["training_history", "retrain_history", "retrain_log", "retraining_log"].flatMap((name) =>
    ["csv", "tsv", "jsonl", "ndjson", "json"].map((ending) => `${folder}${name}.${ending}`),
  ),
);

/** Where to look for past trainings, and as of when. */
type HistoryQuery = Pick<Project, "config" | "now" | "zone" | "tracking" | "access"> & Root;

/**
 * The trainings of the past: from the file or MLflow store that is configured, else from
 * training_history.csv and its like, else from MLflow's runs that say that they were trainings.
 *
 * @returns null if there is no history
 * @throws UserError if the configured history cannot be used
 */
export async function readHistory(project: HistoryQuery): Promise<TrainingHistory | null> {
  const { cwd, config } = project;
  const { history } = config.requirements;
  if (history !== undefined) {
    try {
      const stores = storesAt(storePath(history.path), project);
      return stores.length > 0
        ? joined(await readStores(stores, project, true), true)
        : joined([await readTable(history.path, project)]);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw wrongFile(history.path, error, "correct the file, or `requirements.history`");
    }
  }
  const paths = HISTORY_PLACES.filter((path) => existsSync(join(cwd, path)));
  const tables = await Promise.all(paths.map(tableOrProblem));
  const found = tables.filter((table) => table !== null);
  if (found.length > 0) return joined(found);
  const servers = listTrackingServers(config, project.tracking);
  const tracked =
    servers.length > 0
      ? await readServers(servers, project)
      : await readStores(
          toldStores(project) ?? STORE_PLACES.filter((path) => existsSync(join(cwd, path))),
          project,
          false,
        );
  return tracked.length === 0 ? null : joined(tracked, true);

  /** A fault in a file that is not configured is listed in the plan. */
  async function tableOrProblem(path: string): Promise<TrainingHistory | null> {
    try {
      return await readTable(path, project);
    } catch (error) {
      // JSON by such a name is as often the losses of one training, as Keras keeps them.
      if (path.endsWith(".json")) return null;
      const problems = [{ path, problem: errorMessage(error) }];
      return { files: [path], runs: [], currency: null, problems, notes: [] };
    }
  }
}

async function joined(
  histories: readonly TrainingHistory[],
  isTracked = false,
): Promise<TrainingHistory> {
  const { joinHistories } = await import("../schedule/history.ts");
  return { ...joinHistories(histories), isTracked };
}

async function readTable(path: string, project: HistoryQuery) {
  const { config, now, zone } = project;
  const { parseHistory } = await import("../schedule/history.ts");
  const { history } = config.requirements;
  return parseHistory(
    readNamed(path, project, "data").toString("utf8"),
    path,
    history?.columns,
    now,
    zone,
  );
}

/** MLflow's stores at a path: a database by its name's ending, a folder, or those in it. */
function storesAt(path: string, root: Root): string[] {
  if (!statSync(locate(path, root, "data")).isDirectory()) {
    return /\.(db|sqlite3?)$/i.test(path) ? [path] : [];
  }
  const within = STORE_PLACES.map((name) => posix.join(path, name));
  const there = within.filter((each) => existsSync(locate(each, root, "data")));
  return there.length > 0 ? there : [path];
}

/** The stores that MLFLOW_TRACKING_URI names; null where it names none that is there. */
function toldStores(project: HistoryQuery): string[] | null {
  const { tracking } = project;
  if (tracking?.kind !== "store" || !existsSync(locate(tracking.path, project, "data")))
    return null;
  const within = storesAt(tracking.path, project);
  return within.length > 0 ? within : [tracking.path];
}

async function readStores(
  paths: readonly string[],
  project: HistoryQuery,
  isNamed: boolean,
): Promise<TrainingHistory[]> {
  if (paths.length === 0) return [];
  const { readTrainings } = await import("../validation/mlflow/trainings.ts");
  const { model } = project.config.requirements.history ?? {};
  const { sources } = project.config.validation;
  const metrics = sources?.find(({ tool, url }) => tool === "mlflow" && url === undefined);
  const wanted = {
    experiment: model === undefined ? metrics?.experiment : undefined,
    model: model ?? metrics?.model,
    alias: metrics?.alias ?? "champion",
  };
  const query = { ...wanted, isWanted: await trainingMetrics(project) };
  const histories: TrainingHistory[] = [];
  for (const path of paths) {
    try {
      const read = await readTrainings(path, project, query);
      histories.push(...(await toHistory(read, path, project, isNamed)));
    } catch (error) {
      // A store that is not configured is reported by its metrics.
      if (isNamed) throw error;
    }
  }
  return histories;
}

/** The histories of tracking servers; why one cannot be read is reported by its metrics. */
async function readServers(
  servers: readonly NamedStore[],
  project: HistoryQuery,
): Promise<TrainingHistory[]> {
  const { collectTrainings } = await import("../validation/mlflow/trainings.ts");
  const isWanted = await trainingMetrics(project);
  const histories: TrainingHistory[] = [];
  for (const { url, ...wanted } of servers) {
    try {
      const store = await project.access.open(url, wanted);
      const read = { ...collectTrainings(store, { ...wanted, isWanted }), problems: [] };
      histories.push(...(await toHistory(read, store.path, project, false)));
    } catch {
      // As of a store that is not configured.
    }
  }
  return histories;
}

/** Which metrics describe a training. */
async function trainingMetrics({ config }: HistoryQuery): Promise<(metric: string) => boolean> {
  const { isOfTraining } = await import("../schedule/tracked-history.ts");
  const { columns } = config.requirements.history ?? {};
  return (metric) => isOfTraining(metric, columns);
}

/** The history that a store holds; none where it holds evaluations alone, and is not configured as a history. */
async function toHistory(
  { trainings, leftOut, problems }: TrackedTrainings,
  path: string,
  { config, now, zone }: HistoryQuery,
  isNamed: boolean,
): Promise<TrainingHistory[]> {
  const { trackedHistory } = await import("../schedule/tracked-history.ts");
  const { columns } = config.requirements.history ?? {};
  const tracked = trackedHistory(trainings, path, { columns, now, zone, leftOut, isNamed });
  if (!isNamed && tracked.runs.length === 0) return [];
  return [{ ...tracked, problems: [...problems, ...tracked.problems] }];
}
