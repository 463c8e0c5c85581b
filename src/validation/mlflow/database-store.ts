import { Database } from "../../sqlite/database.ts";
import type { SqlValue } from "../../sqlite/record.ts";
import { locate, type Root } from "../../trust/named-path.ts";
import { chooseAlgorithm, isAlgorithmKey } from "../models/run-kind.ts";
import { readEvaluations } from "./database-evaluations.ts";
import {
  type Experiment,
  findPlace,
  findRows,
  type ModelVersion,
  NO_FACTS,
  type RegisteredModel,
  RUN_STATUSES,
  type Run,
  type RunFacts,
  sumSamples,
  type TrackedInput,
  type TrackingStore,
} from "./tracking.ts";

/** Without these there is nothing to read; MLflow has had them since 1.4, all else is optional. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  experiments: ["experiment_id", "name", "lifecycle_stage"],
  runs: [
    "run_uuid",
    "name",
    "status",
    "start_time",
    "end_time",
    "lifecycle_stage",
    "experiment_id",
  ],
  metrics: ["key", "value", "timestamp", "run_uuid", "step", "is_nan"],
  latest_metrics: ["key", "value", "timestamp", "run_uuid", "step", "is_nan"],
  tags: ["key", "value", "run_uuid"],
  params: ["key", "value", "run_uuid"],
};

/**
 * MLflow's tracking database, SQLite.
 *
 * @param path of the file, relative to the project
 * @throws Error if it is not a database, or cannot be read just now
 */
export function openDatabaseStore(path: string, root: Root): TrackingStore {
  const db = new Database(locate(path, root, "data"));
  try {
    return openStore(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
}

function openStore(db: Database, path: string): TrackingStore {
  checkTables(db);
  const active = activeExperiments(db);
  return {
    path,
    experiments: active,
    models: listModels(db),
    runs: (wanted) => readRuns(db, wanted, path),
    listExperiments: (runs) => findExperiments(db, runs, active),
    facts: (runs) => readFacts(db, runs),
    params: (runs) => readParams(db, runs),
    evaluations: (runs, select, visit) => readEvaluations(db, runs, select, visit),
    inputs: ({ id }) => readInputs(db, id),
    details: ({ id }) => ({ params: readTexts(db, "params", id), tags: readTexts(db, "tags", id) }),
    isUnchanged: () => db.isUnchanged(),
    close: () => db.close(),
  };
}

function checkTables(db: Database): void {
  for (const [table, columns] of Object.entries(NEEDED)) {
    if (db.has(table, columns)) continue;
    const what = db.has(table, []) ? `its table ${table} lacks columns` : `no table ${table}`;
    throw new Error(
      `${what}: not a database of MLflow, or of one before 1.4, which \`mlflow db upgrade\` renews`,
    );
  }
}

function readRuns(
  db: Database,
  wanted: ReadonlySet<string>,
  path: string,
): ReturnType<TrackingStore["runs"]> {
  const runs: Run[] = [];
  let deleted = 0;
  eachRun(db, (row) => {
    const [id, name, status, started, ended, stage, experiment] = row;
    if (!wanted.has(String(experiment))) return;
    if (stage === "deleted") deleted++;
    else {
      runs.push({
        id: String(id),
        experiment: String(experiment),
        name: toText(name),
        // MLflow's own rules admit no other.
        status: RUN_STATUSES.find((each) => each === status) ?? "RUNNING",
        startedMs: toTime(started),
        endedMs: toTime(ended),
        path,
      });
    }
  });
  return { runs, deleted };
}

/** The experiments in which these runs are, of those that are active. */
function findExperiments(
  db: Database,
  runs: ReadonlySet<string>,
  active: readonly Experiment[],
): Set<string> {
  const known = new Set(active.map(({ id }) => id));
  const found = new Set<string>();
  eachRun(db, ([id, , , , , , experiment]) => {
    if (runs.has(String(id)) && known.has(String(experiment))) found.add(String(experiment));
  });
  return found;
}

function readParams(db: Database, runs: readonly Run[]): Map<string, Map<string, string>> {
  const found = new Map(runs.map(({ id }) => [id, new Map<string, string>()]));
  db.each("params", ["key", "run_uuid", "value"], ([key, run, value]) => {
    found.get(String(run))?.set(String(key), String(value ?? ""));
  });
  return found;
}

/** The parameters or tags of one run. */
function readTexts(db: Database, table: "params" | "tags", run: string): Map<string, string> {
  const found = new Map<string, string>();
  const add = ([key, value]: readonly SqlValue[]): void => {
    found.set(String(key), String(value ?? ""));
  };
  if (db.isIndexed(table, "run_uuid")) db.eachWith(table, "run_uuid", run, ["key", "value"], add);
  else db.each(table, ["key", "value", "run_uuid"], (row) => row[2] === run && add(row));
  return found;
}

function eachRun(db: Database, visit: (row: readonly SqlValue[]) => void): void {
  db.each("runs", NEEDED.runs ?? [], (row) => visit(row));
}

function activeExperiments(db: Database): Experiment[] {
  const runs = new Map<string, number>();
  eachRun(db, ([, , , , , stage, experiment]) => {
    const id = String(experiment);
    if (stage !== "deleted") runs.set(id, (runs.get(id) ?? 0) + 1);
  });
  const experiments: Experiment[] = [];
  db.each("experiments", NEEDED.experiments ?? [], ([id, name, stage]) => {
    const count = runs.get(String(id)) ?? 0;
    if (stage === "deleted" || count === 0) return;
    experiments.push({ id: String(id), name: String(name), runs: count });
  });
  return experiments;
}

function listModels(db: Database): RegisteredModel[] {
  const none = () => ({ aliases: new Map<string, string>(), versions: [] as ModelVersion[] });
  const models = new Map<string, ReturnType<typeof none>>();
  const readModel = (name: SqlValue | undefined) => {
    const key = String(name);
    const found = models.get(key) ?? none();
    models.set(key, found);
    return found;
  };
  const columns = ["name", "version", "run_id", "source", "current_stage"];
  if (db.has("model_versions", columns)) {
    db.each("model_versions", columns, ([name, version, run, source, stage]) => {
      if (stage === "Deleted_Internal") return;
      readModel(name).versions.push({
        version: String(version),
        run: toText(run),
        source: toText(source),
        stage: toText(stage),
      });
    });
  }
  if (db.has("registered_model_aliases", ["alias", "version", "name"])) {
    db.each("registered_model_aliases", ["alias", "version", "name"], ([alias, version, name]) => {
      readModel(name).aliases.set(String(alias), String(version));
    });
  }
  return [...models].map(([name, model]) => {
    model.versions.sort((a, b) => Number(a.version) - Number(b.version));
    return { name, ...model };
  });
}

/** Its tags, parameters and inputs, each table read once. */
function readFacts(db: Database, runs: readonly Run[]): Map<string, RunFacts> {
  const facts = new Map(runs.map(({ id }) => [id, { ...NO_FACTS } as Mutable<RunFacts>]));
  // A tag speaks before a parameter.
  const algorithms = new Map<string, [string, string][]>();
  for (const table of ["params", "tags"]) {
    db.each(table, ["key", "run_uuid", "value"], ([key, run, value]) => {
      const isAlgorithm = typeof key === "string" && isAlgorithmKey(key);
      if (key !== "model_version" && key !== "mlflow.parentRunId" && !isAlgorithm) return;
      const of = facts.get(String(run));
      if (of === undefined) return;
      if (isAlgorithm) {
        const named = algorithms.get(String(run)) ?? [];
        algorithms.set(String(run), named);
        named.push([key, String(value ?? "")]);
      } else if (key === "model_version") of.statedVersion = toText(value) ?? of.statedVersion;
      else if (table === "tags") of.isChild = true;
    });
  }
  for (const [run, named] of algorithms) {
    const of = facts.get(run);
    if (of !== undefined) of.algorithm = chooseAlgorithm(named);
  }
  if (!db.has("inputs", INPUTS)) return facts;
  const contexts = readContexts(db);
  const rows = new Map<string, number | null>();
  if (db.has("datasets", ["dataset_uuid", "dataset_profile"])) {
    db.each("datasets", ["dataset_uuid", "dataset_profile"], ([id, profile]) => {
      rows.set(String(id), findRows(profile));
    });
  }
  const datasets = new Map<string, Pick<TrackedInput, "context" | "rows">[]>();
  const models = new Map<string, Set<string>>();
  db.each("inputs", INPUTS, ([input, from, source, to, destination]) => {
    if (from === "RUN_INPUT" && to === "MODEL_INPUT") {
      const run = String(source);
      models.set(run, (models.get(run) ?? new Set()).add(String(destination)));
    } else if (from === "DATASET" && to === "RUN") {
      const run = String(destination);
      const list = datasets.get(run) ?? [];
      datasets.set(run, list);
      const context = contexts.get(String(input)) ?? null;
      list.push({ context, rows: rows.get(String(source)) ?? null });
    }
  });
  for (const [run, of] of facts) {
    const [model, second] = models.get(run) ?? [];
    of.evaluated = second === undefined ? (model ?? null) : null;
    of.samples = sumSamples(datasets.get(run) ?? [], "evaluation");
    of.trainedOn = sumSamples(datasets.get(run) ?? [], "training");
  }
  return facts;
}

const INPUTS = ["input_uuid", "source_type", "source_id", "destination_type", "destination_id"];
const DATASETS = ["dataset_uuid", "name", "dataset_source", "dataset_profile"];

/** The use of each input, by the input. */
function readContexts(db: Database): Map<string, string> {
  const contexts = new Map<string, string>();
  if (db.has("input_tags", ["input_uuid", "name", "value"])) {
    db.each("input_tags", ["input_uuid", "name", "value"], ([input, name, value]) => {
      if (name === "mlflow.data.context") contexts.set(String(input), String(value));
    });
  }
  return contexts;
}

function readInputs(db: Database, run: string): TrackedInput[] {
  if (!db.has("inputs", INPUTS) || !db.has("datasets", DATASETS)) return [];
  const contexts = readContexts(db);
  const given = new Map<string, string | null>();
  db.each("inputs", INPUTS, ([input, from, source, to, destination]) => {
    if (from !== "DATASET" || to !== "RUN" || destination !== run) return;
    given.set(String(source), contexts.get(String(input)) ?? null);
  });
  const found: TrackedInput[] = [];
  if (given.size === 0) return found;
  db.each("datasets", DATASETS, ([id, name, source, profile]) => {
    const context = given.get(String(id));
    if (context === undefined) return;
    found.push({ name: String(name), source: findPlace(source), context, rows: findRows(profile) });
  });
  return found;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function toText(value: SqlValue | undefined): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function toTime(value: SqlValue | undefined): number | null {
  return typeof value === "number" && value > 0 ? value : null;
}
