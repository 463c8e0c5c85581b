import { join, posix } from "node:path";
import { locate, type Root } from "../../trust/named-path.ts";
import { metricLines } from "./metric-lines.ts";
import { StoreFiles } from "./store-files.ts";
import { filesBelow, isFile, isFolder, listFolders, read, readSmall } from "./store-folder.ts";
import { readExperiments, runFolders } from "./stored-experiments.ts";
import { StoredInputs } from "./stored-inputs.ts";
import { readModels } from "./stored-models.ts";
import { readFacts, readRun } from "./stored-runs.ts";
import {
  type Experiment,
  findPlace,
  findRows,
  type Logged,
  type RegisteredModel,
  type Report,
  type Run,
  type RunFacts,
  selectEvaluations,
  type TrackedInput,
  type TrackingStore,
} from "./tracking.ts";

/**
 * Whether a folder is a file store of MLflow, and not only where a server keeps artifacts: it holds
 * experiments, models or a bin, each by its mark.
 */
export function isFileStore(path: string, root: Root): boolean {
  const location = locate(path, root, "data");
  const names = listFolders(location);
  return (
    names.includes(".trash") ||
    names.some((name) => name !== "models" && isFile(join(location, name, "meta.yaml")))
  );
}

/**
 * MLflow's file store: a folder an experiment, in it one a run, in it a file a metric.
 *
 * @param path of the folder, relative to the project
 */
export async function openFileStore(
  path: string,
  root: Root,
  report: Report,
): Promise<TrackingStore> {
  return new FileStore(await StoreFiles.open(path, root, report));
}

class FileStore implements TrackingStore {
  readonly path: string;
  readonly experiments: readonly Experiment[];
  readonly models: readonly RegisteredModel[];
  readonly #files: StoreFiles;
  readonly #inputs: StoredInputs;

  constructor(files: StoreFiles) {
    this.path = files.path;
    this.#files = files;
    this.#inputs = new StoredInputs(files);
    this.experiments = readExperiments(files);
    this.models = readModels(files);
  }

  runs(wanted: ReadonlySet<string>): { readonly runs: readonly Run[]; readonly deleted: number } {
    const found = [...wanted].flatMap((experiment) =>
      runFolders(this.#files, experiment).map((id) => readRun(this.#files, experiment, id)),
    );
    const runs = found.filter((run) => run !== null);
    const active = runs.filter((run) => run !== "deleted");
    return { runs: active, deleted: runs.length - active.length };
  }

  listExperiments(runs: ReadonlySet<string>): ReadonlySet<string> {
    const holds = ({ id }: Experiment) =>
      [...runs].some((run) => isFolder(this.#files.location(`${id}/${posix.basename(run)}`)));
    return new Set(this.experiments.filter(holds).map(({ id }) => id));
  }

  facts(runs: readonly Run[]): ReadonlyMap<string, RunFacts> {
    return new Map(runs.map((run) => [run.id, readFacts(this.#files, this.#inputs, run)]));
  }

  evaluations(
    runs: readonly Run[],
    select: (names: ReadonlySet<string>) => ReadonlySet<string>,
    visit: (run: Run, metric: string, evaluations: readonly Logged[]) => void,
  ): void {
    const interned = new Map<string, string>();
    const metrics = runs.map((run) => this.#metricNames(run, interned));
    const wanted = select(new Set(interned.keys()));
    runs.forEach((run, index) => {
      for (const metric of metrics[index] ?? []) {
        if (wanted.has(metric)) this.#visitMetric(run, metric, visit);
      }
    });
  }

  params(runs: readonly Run[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return new Map(runs.map((run) => [run.id, this.#readTexts(run, "params")]));
  }

  inputs({ experiment, id }: Run): readonly TrackedInput[] {
    return this.#inputs.read(experiment, id).flatMap(({ type, source, context }) => {
      const of = type === "DATASET" ? this.#inputs.dataSet(experiment, source) : undefined;
      if (of === undefined) return [];
      return [
        {
          name: String(of.name),
          source: findPlace(of.source),
          context,
          rows: findRows(of.profile),
        },
      ];
    });
  }

  details(run: Run): { readonly params: Map<string, string>; readonly tags: Map<string, string> } {
    return { params: this.#readTexts(run, "params"), tags: this.#readTexts(run, "tags") };
  }

  /** Files come and go one by one, each whole. */
  isUnchanged(): boolean {
    return true;
  }

  close(): void {}

  #metricNames({ experiment, id, path }: Run, interned: Map<string, string>): string[] {
    try {
      return filesBelow(this.#files.location(`${experiment}/${id}/metrics`), "", interned);
    } catch (error) {
      this.#files.report(`${path}/metrics`, error);
      return [];
    }
  }

  #visitMetric(run: Run, metric: string, visit: Parameters<TrackingStore["evaluations"]>[2]): void {
    const below = `${run.experiment}/${run.id}/metrics/${metric}`;
    const file = this.#files.location(below);
    try {
      visit(run, metric, selectEvaluations(metricLines(readSmall(file))));
    } catch (error) {
      this.#files.report(this.#files.shown(below), error, true);
    }
  }

  /** A text a file, by their names. */
  #readTexts({ experiment, id }: Run, folder: "params" | "tags"): Map<string, string> {
    const at = this.#files.location(`${experiment}/${id}/${folder}`);
    const names = filesBelow(at, "", new Map());
    return new Map(names.map((name) => [name, read(join(at, name)) ?? ""]));
  }
}
