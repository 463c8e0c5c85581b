import { join, posix } from "node:path";
import { locate, type Root } from "../../trust/named-path.ts";
import { openResult, readResult } from "../files/result-file.ts";
import { isBranch } from "../metrics/metric-tree.ts";
import { treeParser } from "../metrics/parse-tree.ts";
import { algorithmOf, isAlgorithmKey } from "../models/run-kind.ts";
import { metricLines } from "./metric-lines.ts";
import { runMeta } from "./run-meta.ts";
import {
  filesBelow,
  filesOf,
  foldersOf,
  isFile,
  isFolder,
  read,
  readSmall,
} from "./store-folder.ts";
import {
  type Experiment,
  evaluationsOf,
  type ModelVersion,
  placeOf,
  type RegisteredModel,
  type Report,
  type Run,
  type RunFacts,
  rowsOf,
  samplesOf,
  type TrackingStore,
} from "./tracking.ts";

/** Folders of an experiment that are no runs. */
const RESERVED = ["artifacts", "datasets", "models", "tags", "traces"];

/**
 * Whether a folder is a file store of MLflow, and not only where a server keeps artifacts: it holds
 * experiments, models or a bin, each by its mark.
 */
export function isFileStore(path: string, root: Root): boolean {
  const location = locate(path, root, "data");
  const names = foldersOf(location);
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
  const parse = await treeParser("meta.yaml");
  const location = (below: string) => locate(posix.join(path, below), root, "data");
  const shown = (below: string) => posix.join(path, below);

  /** A small YAML file, undefined where it cannot be read, which is reported. */
  function mapping(below: string): Readonly<Record<string, unknown>> | undefined {
    try {
      const tree = parse(readResult(openResult(shown(below), root)));
      if (isBranch(tree)) return tree;
      throw new Error("not a mapping: cut off, or not written by MLflow");
    } catch (error) {
      report(shown(below), error, true);
      return undefined;
    }
  }

  function readExperiments(): Experiment[] {
    const names = foldersOf(location("")).filter((name) => ![".trash", "models"].includes(name));
    return names.flatMap((id) => {
      const runs = foldersOf(location(id)).filter((name) => !RESERVED.includes(name));
      if (!isFile(location(`${id}/meta.yaml`))) {
        // Of an experiment in a database only artifacts lie here.
        const [lost] = runs.filter((run) => isFile(location(`${id}/${run}/meta.yaml`)));
        if (lost !== undefined)
          report(shown(`${id}/meta.yaml`), new Error("missing; its runs are left out"));
        return [];
      }
      if (runs.length === 0) return [];
      const meta = mapping(`${id}/meta.yaml`);
      if (meta === undefined || meta.lifecycle_stage === "deleted") return [];
      if (meta.name === undefined || meta.lifecycle_stage !== "active") {
        const what = meta.name === undefined ? "name" : "lifecycle_stage";
        report(
          shown(`${id}/meta.yaml`),
          new Error(`no ${what}: cut off, or not written by MLflow`),
          true,
        );
        return [];
      }
      return [{ id, name: String(meta.name), runs: runs.length }];
    });
  }

  function readModels(): RegisteredModel[] {
    return foldersOf(location("models")).flatMap((folder) => {
      const at = `models/${folder}`;
      const meta = mapping(`${at}/meta.yaml`);
      if (meta === undefined) return [];
      const versions = foldersOf(location(at)).flatMap((name) => {
        if (!name.startsWith("version-")) return [];
        const own = mapping(`${at}/${name}/meta.yaml`);
        if (own === undefined || own.current_stage === "Deleted_Internal") return [];
        return [versionOf(own, name.slice("version-".length))];
      });
      versions.sort((a, b) => Number(a.version) - Number(b.version));
      return [{ name: String(meta.name ?? folder), aliases: aliasesOf(`${at}/aliases`), versions }];
    });
  }

  function aliasesOf(folder: string): Map<string, string> {
    return new Map(
      filesOf(location(folder)).flatMap((alias) => {
        const version = read(location(`${folder}/${alias}`))?.trim();
        return version === undefined ? [] : [[alias, version]];
      }),
    );
  }

  function runOf(experiment: string, id: string): Run | "deleted" | null {
    const below = `${experiment}/${id}`;
    const file = location(`${below}/meta.yaml`);
    try {
      const text = read(file);
      if (text === undefined) {
        // A server keeps artifacts alone.
        if (isFolder(location(`${below}/metrics`))) throw new Error("missing; the run is left out");
        return null;
      }
      if (text.trim() === "") throw new Error("empty; what MLflow says of a run is expected");
      const { isDeleted, ...meta } = runMeta(text, parse);
      if (meta.experiment !== experiment) {
        throw new Error(
          `of experiment ${JSON.stringify(meta.experiment)}; the run lies in another`,
        );
      }
      return isDeleted ? "deleted" : { ...meta, id, path: shown(below) };
    } catch (error) {
      report(shown(`${below}/meta.yaml`), error, true);
      return null;
    }
  }

  function factsOf({ experiment, id }: Run): RunFacts {
    const at = location(`${experiment}/${id}`);
    const inputs = inputsOf(experiment, id);
    const models = inputs.filter(({ type }) => type === "MODEL");
    const datasets = inputs.filter(({ type }) => type === "DATASET");
    const stated = ["tags", "params"].map((folder) =>
      read(join(at, folder, "model_version"))?.trim(),
    );
    const rows = datasets.map(({ source, tags }) => ({
      context: contextOf(tags),
      profile: dataSetOf(experiment, source)?.profile,
    }));
    const named = ["params", "tags"].flatMap((folder) =>
      filesOf(join(at, folder))
        .filter(isAlgorithmKey)
        .map((key): [string, string] => [key, read(join(at, folder, key)) ?? ""]),
    );
    return {
      algorithm: algorithmOf(named),
      isChild: isFile(join(at, "tags/mlflow.parentRunId")),
      statedVersion: stated.find((text) => text !== undefined && text !== "") ?? null,
      evaluated: models.length === 1 ? (models[0]?.source ?? null) : null,
      samples: samplesOf(rows, "evaluation"),
      trainedOn: samplesOf(rows, "training"),
    };
  }

  /** What a run was given; none where its file does not say what, which is reported. */
  function inputOf(below: string): { type: unknown; source: string; tags: unknown }[] {
    const meta = mapping(below);
    if (meta === undefined) return [];
    const { source_type: type, source_id: source, tags } = meta;
    if (typeof source === "string") return [{ type, source, tags }];
    report(shown(below), new Error("no source_id: cut off, or not written by MLflow"), true);
    return [];
  }

  function inputsOf(experiment: string, run: string): ReturnType<typeof inputOf> {
    return foldersOf(location(`${experiment}/${run}/inputs`)).flatMap((name) =>
      inputOf(`${experiment}/${run}/inputs/${name}/meta.yaml`),
    );
  }

  const dataSets = new Map<string, ReturnType<typeof mapping>>();
  function dataSetOf(experiment: string, id: string): ReturnType<typeof mapping> {
    const below = `${experiment}/datasets/${posix.basename(id)}/meta.yaml`;
    if (!dataSets.has(below)) dataSets.set(below, mapping(below));
    return dataSets.get(below);
  }

  const experiments = readExperiments();
  return {
    path,
    experiments,
    models: readModels(),
    runs(wanted) {
      const found = [...wanted].flatMap((experiment) =>
        foldersOf(location(experiment))
          .filter((name) => !RESERVED.includes(name))
          .map((id) => runOf(experiment, id)),
      );
      const runs = found.filter((run) => run !== null);
      const active = runs.filter((run) => run !== "deleted");
      return { runs: active, deleted: runs.length - active.length };
    },
    experimentsOf(runs) {
      const holds = ({ id }: Experiment) =>
        [...runs].some((run) => isFolder(location(`${id}/${posix.basename(run)}`)));
      return new Set(experiments.filter(holds).map(({ id }) => id));
    },
    facts: (runs) => new Map(runs.map((run) => [run.id, factsOf(run)])),
    evaluations(runs, select, visit) {
      const interned = new Map<string, string>();
      const metrics = runs.map(({ experiment, id, path: folder }) => {
        try {
          return filesBelow(location(`${experiment}/${id}/metrics`), "", interned);
        } catch (error) {
          report(`${folder}/metrics`, error);
          return [];
        }
      });
      const wanted = select(new Set(interned.keys()));
      runs.forEach((run, index) => {
        const folder = `${run.experiment}/${run.id}/metrics`;
        for (const metric of metrics[index] ?? []) {
          if (!wanted.has(metric)) continue;
          const file = location(`${folder}/${metric}`);
          try {
            visit(run, metric, evaluationsOf(metricLines(readSmall(file))));
          } catch (error) {
            report(shown(`${folder}/${metric}`), error, true);
          }
        }
      });
    },
    params: (runs) =>
      new Map(
        runs.map(({ experiment, id }) => {
          const at = location(`${experiment}/${id}/params`);
          const names = filesBelow(at, "", new Map());
          return [id, new Map(names.map((name) => [name, read(join(at, name)) ?? ""]))];
        }),
      ),
    inputs: ({ experiment, id }) =>
      inputsOf(experiment, id).flatMap(({ type, source, tags }) => {
        const of = type === "DATASET" ? dataSetOf(experiment, source) : undefined;
        if (of === undefined) return [];
        return [
          {
            name: String(of.name),
            source: placeOf(of.source),
            context: contextOf(tags),
            rows: rowsOf(of.profile),
          },
        ];
      }),
    details({ experiment, id }) {
      const texts = (folder: string) => {
        const at = location(`${experiment}/${id}/${folder}`);
        return new Map(
          filesBelow(at, "", new Map()).map((name) => [name, read(join(at, name)) ?? ""]),
        );
      };
      return { params: texts("params"), tags: texts("tags") };
    },
    // Files come and go one by one, each whole.
    isUnchanged: () => true,
    close: () => {},
  };
}

function contextOf(tags: unknown): string | null {
  return isBranch(tags) ? String(tags["mlflow.data.context"]) : null;
}

function versionOf(meta: Readonly<Record<string, unknown>>, version: string): ModelVersion {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return {
    version,
    run: text(meta.run_id),
    source: text(meta.source),
    stage: text(meta.current_stage),
  };
}
