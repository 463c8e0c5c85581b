import { posix } from "node:path";
import { isBranch } from "./metric-tree.ts";

/** What a dvc.yaml says of metrics. */
export interface DvcMetrics {
  /** Files and folders, relative to the folder of dvc.yaml. */
  readonly paths: readonly string[];
  /** What could not be resolved, and what to do. */
  readonly problems: readonly string[];
}

type Scope = Readonly<Record<string, unknown>>;

/**
 * The metrics of a dvc.yaml: those at its top, and those of its stages, with `foreach` and `matrix`
 * unfolded and `${…}` filled in from params.yaml and `vars`, as DVC does.
 *
 * @param document the parsed dvc.yaml
 * @param load reads a file of parameters, relative to dvc.yaml; undefined where it is not there
 * @throws Error where it is no dvc.yaml
 */
export function dvcMetrics(document: unknown, load: (path: string) => unknown): DvcMetrics {
  if (!isBranch(document))
    throw new Error("not a dvc.yaml: a mapping with stages or metrics is expected");
  const paths: string[] = [];
  const problems: string[] = [];
  /** Adds what `entries` name; each is a path, or a mapping from a path to how it is kept. */
  const add = (entries: unknown, scope: Scope, folder: string, place: string): void => {
    for (const entry of Array.isArray(entries) ? entries : []) {
      for (const path of isBranch(entry) ? Object.keys(entry) : [entry]) {
        if (typeof path !== "string") continue;
        const filled = fill(path, scope);
        if (typeof filled === "string") paths.push(posix.join(folder, filled));
        else problems.push(unresolved(path, place));
      }
    }
  };
  const scope = scopeOf(document.vars, scopeOf(["params.yaml"], {}, load), load);
  for (const [name, stage] of Object.entries(isBranch(document.stages) ? document.stages : {})) {
    const place = `stages.${name}`;
    const rounds = roundsOf(stage, scope);
    if (rounds === null) {
      problems.push(
        unresolved(JSON.stringify((stage as Scope).foreach ?? (stage as Scope).matrix), place),
      );
      continue;
    }
    for (const round of rounds) {
      const body = isBranch(stage) && isBranch(stage.do) ? stage.do : stage;
      if (!isBranch(body)) continue;
      const own = scopeOf(body.vars, round, load);
      const folder = fill(typeof body.wdir === "string" ? body.wdir : ".", own);
      if (typeof folder === "string") add(body.metrics, own, folder, place);
      else problems.push(unresolved(String(body.wdir), place));
    }
  }
  add(document.metrics, scope, ".", "metrics");
  return { paths: [...new Set(paths)], problems: [...new Set(problems)] };
}

function unresolved(text: string, place: string): string {
  return `${place}: ${text} cannot be resolved from params.yaml and vars; name its files under \`validation.sources\``;
}

/** `vars`: mappings, and files of them, some with the keys that are wanted behind a colon. */
function scopeOf(vars: unknown, above: Scope, load: (path: string) => unknown): Scope {
  let scope = above;
  for (const entry of Array.isArray(vars) ? vars : []) {
    const [path = "", keys] = typeof entry === "string" ? entry.split(":") : [];
    const loaded = typeof entry === "string" ? load(path) : entry;
    if (!isBranch(loaded)) continue;
    const wanted = keys?.split(",");
    const own = Object.entries(loaded).filter(([key]) => wanted?.includes(key) ?? true);
    scope = { ...scope, ...Object.fromEntries(own) };
  }
  return scope;
}

/** One scope a round of `foreach` or `matrix`, one alone where there is neither; null where unknown. */
function roundsOf(stage: unknown, scope: Scope): Scope[] | null {
  if (!isBranch(stage)) return [];
  if (stage.foreach !== undefined) {
    const items = fill(stage.foreach, scope);
    if (Array.isArray(items)) return items.map((item) => ({ ...scope, item }));
    if (!isBranch(items)) return null;
    return Object.entries(items).map(([key, item]) => ({ ...scope, key, item }));
  }
  if (stage.matrix !== undefined) {
    let rounds: Record<string, unknown>[] = [{}];
    for (const [name, list] of Object.entries(isBranch(stage.matrix) ? stage.matrix : {})) {
      const items = fill(list, scope);
      if (!Array.isArray(items)) return null;
      rounds = rounds.flatMap((round) => items.map((item) => ({ ...round, [name]: item })));
    }
    return rounds.map((item) => ({ ...scope, item }));
  }
  return [scope];
}

/** A value with its `${a.b}` filled in; undefined where one of them is not known. */
function fill(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => fill(item, scope));
    return items.includes(undefined) ? undefined : items;
  }
  if (typeof value !== "string") return value;
  const whole = /^\$\{\s*([^{}]+?)\s*\}$/.exec(value)?.[1];
  if (whole !== undefined) {
    const found = lookUp(whole, scope);
    return typeof found === "number" ? `${found}` : found;
  }
  let isKnown = true;
  const text = value.replace(/\\\$\{|\$\{\s*([^{}]+?)\s*\}/g, (match, name?: string) => {
    if (name === undefined) return match.slice(1);
    const found = lookUp(name, scope);
    if (typeof found === "string" || typeof found === "number") return `${found}`;
    if (typeof found === "boolean") return found ? "true" : "false";
    isKnown = false;
    return "";
  });
  return isKnown ? text : undefined;
}

/** `a.b`, `a[0].b`. */
function lookUp(name: string, scope: Scope): unknown {
  let found: unknown = scope;
  for (const key of name.replace(/\[(\w+)\]/g, ".$1").split(".")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
