import { isBranch } from "../metrics/metric-tree.ts";
import { RUN_STATUSES, type Run } from "./tracking.ts";

/** The contents of a run's meta.yaml. */
export interface RunMeta extends Omit<Run, "id" | "path"> {
  readonly isDeleted: boolean;
}

/**
 * A run's meta.yaml. PyYAML writes it a key a line, which is read here, a hundred times faster than by a
 * reader of YAML; where a value is of more than digits and letters, that one is asked.
 *
 * @throws Error where something is missing
 */
export function runMeta(text: string, parseYaml: (text: string) => unknown): RunMeta {
  return parseMeta(plainKeys(text)) ?? strictMeta(parseYaml(text));
}

type Keys = Readonly<Record<string, unknown>>;

/** null where a value is not plain. */
function plainKeys(text: string): Keys | null {
  const keys: Record<string, unknown> = Object.create(null);
  for (const [, key = "", value = ""] of text.matchAll(/^(\w+): *(.*)$/gm)) {
    if (!WANTED.includes(key)) continue;
    const [, quoted, plain] = /^(?:'([\w. -]*)'|([A-Za-z][\w.-]*|\d{1,15}))$/.exec(value) ?? [];
    if (quoted === undefined && plain === undefined) return null;
    keys[key] =
      plain === "null" ? null : (quoted ?? (/^\d/.test(plain ?? "") ? Number(plain) : plain));
  }
  return keys;
}

const WANTED = [
  ...["end_time", "experiment_id", "lifecycle_stage", "run_name", "start_time", "status", "name"],
];

function parseMeta(keys: Keys | null): RunMeta | null {
  if (keys === null) return null;
  const { experiment_id: experiment, lifecycle_stage: stage, status: number } = keys;
  const status = typeof number === "number" ? RUN_STATUSES[number - 1] : undefined;
  const isDeleted = stage === "deleted";
  if (status === undefined || experiment === undefined || !(isDeleted || stage === "active")) {
    return null;
  }
  const name = keys.run_name ?? keys.name;
  return {
    experiment: String(experiment),
    name: name === undefined || name === null || name === "" ? null : String(name),
    status,
    startedMs: toTime(keys.start_time),
    endedMs: toTime(keys.end_time),
    isDeleted,
  };
}

function strictMeta(tree: unknown): RunMeta {
  const meta = isBranch(tree) ? parseMeta(tree) : null;
  if (meta !== null) return meta;
  const needed = ["experiment_id", "lifecycle_stage", "status"];
  const missing = needed.find((key) => !isBranch(tree) || !(key in tree));
  throw new Error(
    missing === undefined
      ? "its status or lifecycle_stage is not one of MLflow's"
      : `no ${missing}: cut off, or not written by MLflow`,
  );
}

function toTime(value: unknown): number | null {
  return typeof value === "number" && value > 0 ? value : null;
}
