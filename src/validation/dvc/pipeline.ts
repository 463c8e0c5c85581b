import { posix } from "node:path";
import { partMatcher } from "../../glob/glob.ts";
import { anyText, literalText, type Part } from "../../glob/part.ts";
import { isBranch } from "../metrics/metric-tree.ts";

/** The metrics that a dvc.yaml declares. */
export interface DvcMetrics {
  /** Files and folders, relative to the folder of dvc.yaml. */
  readonly paths: readonly string[];
  /** Entries that could not be resolved, and how to fix them. */
  readonly problems: readonly string[];
}

/**
 * How much may be worked out of one dvc.yaml, in characters, keys and rounds. A few lines can stand for more
 * than any machine holds: stages of rounds of lists, each with all parameters.
 */
const MOST_WORK = 10_000_000;

class Work {
  #left = MOST_WORK;

  /** @throws Error where it was too much */
  take(amount: number): void {
    this.#left -= amount;
    if (this.#left >= 0) return;
    throw new Error(
      "it stands for too much to work out; name the files of metrics under `validation.sources`",
    );
  }
}

type Scope = Readonly<Record<string, unknown>>;

/**
 * The metrics of a dvc.yaml: those at its top, and those of its stages, with `foreach` and `matrix`
 * unfolded and `${…}` filled in from params.yaml and `vars`, as DVC does.
 *
 * Values that Python computes, or of a missing file of parameters, cannot be filled in: then dvc.lock, if it is
 * there, knows the outputs of the stage, and those that are like the name are its metrics.
 *
 * @param document the parsed dvc.yaml
 * @param lock the parsed dvc.lock; undefined if it is missing
 * @param load what a file of parameters holds, relative to dvc.yaml; undefined where it is not there
 * @throws Error where it is no dvc.yaml
 */
export function dvcMetrics(
  document: unknown,
  lock: unknown,
  load: (path: string) => unknown,
): DvcMetrics {
  if (!isBranch(document))
    throw new Error("not a dvc.yaml: a mapping with stages or metrics is expected");
  const paths: string[] = [];
  const problems: string[] = [];
  /** Adds what `entries` name; each is a path, or a mapping from a path to how it is kept. */
  const add = (entries: unknown, scope: Scope, folder: string, place: Place): void => {
    for (const entry of Array.isArray(entries) ? entries : []) {
      for (const path of isBranch(entry) ? Object.keys(entry) : [entry]) {
        if (typeof path !== "string") continue;
        const filled = fill(path, scope, work);
        if (typeof filled === "string") paths.push(posix.join(folder, filled));
        else addLocked(path, place);
      }
    }
  };
  /** Adds the outputs in dvc.lock that may be meant by a path which cannot be filled in. */
  const addLocked = (path: string, place: Place): void => {
    const outputs = listOutputs(lock, place.stage);
    work.take(outputs.reduce((sum, { length }) => sum + length, path.length));
    const locked = outputs.filter(buildMatcher(path));
    if (locked.length > 0) paths.push(...locked.map((output) => posix.join(".", output)));
    else problems.push(unresolved(path, place));
  };
  const work = new Work();
  const scope = readScope(document.vars, readScope(["params.yaml"], {}, load, work), load, work);
  for (const [stage, definition] of Object.entries(
    isBranch(document.stages) ? document.stages : {},
  )) {
    if (!isBranch(definition)) continue;
    const place = { stage, name: `stages.${stage}` };
    const body = isBranch(definition.do) ? definition.do : definition;
    // If its item is unknown, the metrics of this round are found by dvc.lock.
    for (const round of expandRounds(definition, scope, work) ?? [scope]) {
      const own = readScope(body.vars, round, load, work);
      const folder = fill(typeof body.wdir === "string" ? body.wdir : ".", own, work);
      if (typeof folder === "string") add(body.metrics, own, folder, place);
      else problems.push(unresolved(String(body.wdir), place));
    }
  }
  add(document.metrics, scope, ".", { stage: null, name: "metrics" });
  return { paths: [...new Set(paths)], problems: [...new Set(problems)] };
}

/** The files that a dvc.yaml takes values from, relative to it. */
export function parameterFiles(document: unknown): string[] {
  const files = new Set(["params.yaml"]);
  const visit = (node: unknown): void => {
    if (!isBranch(node)) return;
    for (const entry of Array.isArray(node.vars) ? node.vars : []) {
      if (typeof entry === "string") files.add(parseFileEntry(entry).path);
    }
  };
  visit(document);
  for (const stage of Object.values(
    isBranch(document) && isBranch(document.stages) ? document.stages : {},
  )) {
    visit(isBranch(stage) && isBranch(stage.do) ? stage.do : stage);
  }
  return [...files];
}

/** `params.json:train,test`: a file, and which of its keys are meant. */
function parseFileEntry(entry: string): { path: string; keys: string[] | undefined } {
  const [path = "", keys] = entry.split(":");
  return { path, keys: keys?.split(",") };
}

interface Place {
  /** null at the top, where no stage writes. */
  readonly stage: string | null;
  readonly name: string;
}

/** The outputs of a stage by dvc.lock, in all its rounds (`train@3`); relative to dvc.yaml. */
function listOutputs(lock: unknown, stage: string | null): string[] {
  const stages = isBranch(lock) && isBranch(lock.stages) ? lock.stages : {};
  return Object.entries(stages).flatMap(([name, ran]) => {
    const isOwn = stage === null || name === stage || name.startsWith(`${stage}@`);
    const outputs = isOwn && isBranch(ran) && Array.isArray(ran.outs) ? ran.outs : [];
    return outputs.flatMap((output) =>
      isBranch(output) && typeof output.path === "string" ? [output.path] : [],
    );
  });
}

/** Whether an output may be what a path becomes, in any folder: each `${…}` is some text. */
function buildMatcher(path: string): (output: string) => boolean {
  const [first = "", ...others] = path.split(/\$\{[^{}]*\}/);
  const name = others.flatMap((text) => [anyText(1), literalText(text)]);
  const own: Part = { kind: "sequence", parts: [literalText(first), ...name] };
  const below: Part = { kind: "sequence", parts: [anyText(0), literalText("/"), own] };
  return partMatcher([own, below]);
}

function unresolved(text: string, { name }: Place): string {
  return `${name}: ${text} cannot be resolved from params.yaml, vars or dvc.lock; name its files under \`validation.sources\``;
}

/** `vars`: mappings, and files of them, some with the keys that are wanted behind a colon. */
function readScope(
  vars: unknown,
  above: Scope,
  load: (path: string) => unknown,
  work: Work,
): Scope {
  let scope = above;
  for (const entry of Array.isArray(vars) ? vars : []) {
    const file = typeof entry === "string" ? parseFileEntry(entry) : null;
    const loaded = file === null ? entry : load(file.path);
    if (!isBranch(loaded)) continue;
    const own = Object.entries(loaded).filter(([key]) => file?.keys?.includes(key) ?? true);
    work.take(Object.keys(scope).length + own.length);
    scope = { ...scope, ...Object.fromEntries(own) };
  }
  return scope;
}

/** A matrix of more is a mistake, or a trap. */
const MOST_ROUNDS = 10_000;

/** One scope a round of `foreach` or `matrix`, one alone where there is neither; null where unknown. */
function expandRounds(stage: Scope, scope: Scope, work: Work): Scope[] | null {
  const roundWith = (own: Scope): Scope => {
    work.take(Object.keys(scope).length);
    return { ...scope, ...own };
  };
  if (stage.foreach !== undefined) {
    const items = fill(stage.foreach, scope, work);
    if (Array.isArray(items)) return items.map((item) => roundWith({ item }));
    if (!isBranch(items)) return null;
    return Object.entries(items).map(([key, item]) => roundWith({ key, item }));
  }
  if (stage.matrix !== undefined) {
    let rounds: Record<string, unknown>[] = [{}];
    for (const [name, list] of Object.entries(isBranch(stage.matrix) ? stage.matrix : {})) {
      const items = fill(list, scope, work);
      if (!Array.isArray(items) || rounds.length * items.length > MOST_ROUNDS) return null;
      rounds = rounds.flatMap((round) => items.map((item) => ({ ...round, [name]: item })));
    }
    return rounds.map((item) => roundWith({ item }));
  }
  return [scope];
}

/** A value with its `${a.b}` filled in; undefined where one of them is not known. */
function fill(value: unknown, scope: Scope, work: Work): unknown {
  if (Array.isArray(value)) {
    work.take(value.length);
    const items = value.map((item) => fill(item, scope, work));
    return items.includes(undefined) ? undefined : items;
  }
  if (typeof value !== "string") return value;
  work.take(value.length);
  const whole = /^\$\{([^{}]+)\}$/.exec(value)?.[1]?.trim();
  if (whole !== undefined) {
    const found = lookUp(whole, scope);
    return typeof found === "number" ? `${found}` : found;
  }
  let isKnown = true;
  const text = value.replace(/\\\$\{|\$\{([^{}]+)\}/g, (match, name?: string) => {
    if (name === undefined) return match.slice(1);
    const found = lookUp(name.trim(), scope);
    if (typeof found === "string" || typeof found === "number") {
      work.take(`${found}`.length);
      return `${found}`;
    }
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
