import { closeSync, openSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";
import { count } from "../../text/quantity.ts";
import { locate, type Root } from "../../trust/named-path.ts";
import type { SourceProblem } from "../schema.ts";
import { resultPaths } from "./result-paths.ts";

/** Files of a tool whose results are known and not read. */
interface Kind {
  /** The name of the kind of files: `TensorBoard event files`. */
  readonly name: string;
  /** Whether a file is one, by its path and how it begins. */
  is(path: string, head: () => string): boolean;
  /** Where they usually lie. */
  readonly places: readonly string[];
  /** How to have them read. */
  readonly remedy: string;
}

const FOLDERS = "{runs,logs,tb_logs,lightning_logs,tensorboard,output,outputs,results,checkpoints}";
const REPORTS = "{reports,monitoring,drift,artifacts,evidently,deepchecks,profiles}";

const KINDS: readonly Kind[] = [
  {
    name: "TensorBoard event file",
    is: (path) => basename(path).startsWith("events.out.tfevents."),
    places: ["", "*/", "*/*/", "*/*/*/"].map((below) => `${FOLDERS}/${below}events.out.tfevents.*`),
    remedy: "write the metrics to a CSV or JSON file as well",
  },
  {
    name: "Weights & Biases run file",
    is: (path) => path.endsWith(".wandb"),
    places: ["wandb/offline-run-*/*.wandb"],
    remedy:
      "write dict(run.summary) to wandb-summary.json, or to metrics.json, at the end of a run",
  },
  {
    name: "whylogs profile",
    is: (path, head) => path.endsWith(".bin") && head().startsWith("WHY1"),
    places: ["*.bin", "{whylogs,whylogs_output,profiles,reports,monitoring}/{,*/,*/*/}*.bin"],
    remedy: "write the result of the drift check to drift_report.json, with drift_detected",
  },
  {
    name: "Deepchecks result",
    is: (path, head) =>
      (basename(path).toLowerCase().includes("deepchecks") && /\.(json|html)$/i.test(path)) ||
      head().includes("deepchecks."),
    places: [`{,${REPORTS}/{,*/}}*deepchecks*.{json,html}`, "deepchecks/{,*/}*.{json,html}"],
    remedy: "write the verdict to drift_report.json, with drift_detected",
  },
  {
    name: "Optuna study",
    is: (path) => /optuna|study/i.test(basename(path)) && /\.(db|sqlite3?|log)$/i.test(path),
    places: ["{,*/}{*optuna*,*study*}.{db,sqlite,sqlite3,log}"],
    remedy: "a study compares trials; write the metrics of the chosen model to metrics.json",
  },
  {
    name: "Evidently profile of before 0.2",
    is: (path, head) =>
      path.endsWith(".json") &&
      /^\s*\{\s*"(data_drift|cat_target_drift|num_target_drift|data_quality)"\s*:\s*\{\s*"name"/.test(
        head(),
      ),
    places: ["reports", "monitoring", "drift", "evidently"].map((folder) => `${folder}/*.json`),
    remedy: "run a report of Evidently 0.2 or later with save_json()",
  },
];

/**
 * The files at the usual places that are recognised, but not read: a line for each kind, with what to do.
 *
 * @param isRead whether a file was read after all
 */
export async function recognised(
  root: Root,
  isRead: (path: string) => boolean,
): Promise<SourceProblem[]> {
  const notes: SourceProblem[] = [];
  for (const { name, places, is, remedy } of KINDS) {
    const paths = await resultPaths([...places], root, () => {});
    const found = paths.filter((path) => is(path, () => readHead(path, root)) && !isRead(path));
    const [first] = found;
    if (first === undefined) continue;
    notes.push({ path: first, problem: `${count(found.length, name)}, not read; ${remedy}` });
  }
  return notes;
}

/** The kinds of files among those in which nothing is readable, each with what to do. */
export function unreadKinds(paths: readonly string[]): string[] {
  return KINDS.flatMap(({ name, is, remedy }) => {
    const found = paths.filter((path) => is(path, () => ""));
    return found.length === 0 ? [] : [`${count(found.length, name)}: ${remedy}`];
  });
}

function readHead(path: string, root: Root): string {
  try {
    const location = locate(path, root, "data");
    if (!statSync(location).isFile()) return "";
    const file = openSync(location, "r");
    try {
      const head = Buffer.alloc(4096);
      return head.toString("latin1", 0, readSync(file, head));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}
