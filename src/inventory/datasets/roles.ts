import { extname } from "node:path";
import type { Pointer } from "../pointers/pointer.ts";
import type { DataSet, Table } from "../schema.ts";
import { perhapsIndex, type Surroundings } from "./perhaps-index.ts";
import type { RoleRule, RoleVerdict } from "./role.ts";
import { withCode } from "./role-by-code.ts";
import { isFitted, roleByKind } from "./role-by-kind.ts";
import { rolesByName } from "./role-by-name.ts";
import { type PipelineStage, pipelineRoles } from "./role-by-pipeline.ts";
import { type RunInput, rolesByRun } from "./role-by-run.ts";

/** Evidence of roles beside the tables themselves. */
export interface RoleEvidence extends Surroundings {
  /** Of DVC's pipelines. */
  readonly stages: readonly PipelineStage[];
  /** The data sets that MLflow recorded for the champion's run, or else for the newest. */
  readonly inputs: readonly RunInput[];
}

export const NO_EVIDENCE: RoleEvidence = { stages: [], inputs: [] };

/**
 * Gives each table its role, by the first of these that decides it: the configuration, DVC's pipeline,
 * MLflow's dataset inputs, kind and names of its files, the rows it shares with others; where that leaves
 * several tables, the code that trains a model. Where no table is
 * training data then, the only raw one is, or else the only one that there is. A table whose rows may be an
 * index of something else has no role, unless configuration, pipeline or run give it one.
 */
export function withRoles(
  counted: readonly Table[],
  evidence: RoleEvidence = NO_EVIDENCE,
  notHere: readonly Pointer[] = [],
): DataSet[] {
  const tables = [...counted, ...notHere.map(awayTable)];
  const commands = new Map(notHere.map(({ path, get }) => [path, get]));
  const byPipeline = pipelineRoles(evidence.stages);
  const byRun = rolesByRun(tables, evidence.inputs);
  const first = tables.map((table, i): RoleVerdict | null => {
    const { source_role: role } = table;
    if (role !== null) return { role, rule: "configuration", by: "configuration" };
    const kind = roleByKind(table, tables, i < counted.length);
    // A stage that trains also reads objects that were fitted before.
    if (isFitted(table.path)) return kind;
    return byPipeline(table.path) ?? byRun[i] ?? kind;
  });
  const isKnown = first.some(
    (verdict) => verdict?.role === "training" && JOINING.includes(verdict.rule),
  );
  const open = tables.filter((_, i) => first[i] === null);
  const byName = rolesByName(open.map(({ path }) => path)).map((verdict) =>
    // The pipeline, or the run, says what is trained on: a name adds nothing to it.
    isKnown && verdict?.role === "training" ? null : verdict,
  );
  const named = new Map(open.map((table, i) => [table, byName[i] ?? null]));
  const verdicts = tables.map((table, i) => first[i] ?? named.get(table) ?? null);
  return onlyOne(withCode(byRows(tables, verdicts), evidence.code)).map((set, i) =>
    i < counted.length
      ? perhapsIndex(set, tables[i] as Table, evidence)
      : { ...set, here: false, get: commands.get(set.name) ?? null },
  );
}

/** Rules that know all that one training reads. */
const JOINING: readonly RoleRule[] = ["dvc", "mlflow"];

/** Data that is not here, as far as its pointer tells. */
function awayTable({ path, tool, files, bytes }: Pointer): Table {
  return {
    name: path,
    path: extname(path) !== "" || path.endsWith("/") ? path : `${path}/`,
    source: tool,
    source_role: null,
    named_by_rows: null,
    medium: null,
    files: files ?? 1,
    bytes: bytes ?? 0,
    samples: null,
    uncounted_files: files ?? 1,
    doubtful: 0,
    undated: 0,
    columns: null,
    event_time: null,
    unread_time: null,
    days: [],
    spans: [],
    uncounted_days: null,
    classes: null,
    class_count: null,
    smallest_class: null,
    labels: null,
    copy_of: null,
    shares: [],
  };
}

/** Tables that no rule has decided, by the rows that they share with others. */
function byRows(tables: readonly Table[], verdicts: readonly (RoleVerdict | null)[]): DataSet[] {
  const roleOf = new Map(tables.map((table, i) => [table.name, verdicts[i]?.role]));
  return tables.map((table, i) => {
    const verdict = verdicts[i] ?? null;
    const shared = sharedRows(table, roleOf);
    const isOpen = verdict === null || (verdict.rule === "name" && verdict.role === "training");
    const corrected = isOpen ? findLaterVersion(table) : undefined;
    if (corrected !== undefined) {
      const by = `by its name, an older version of ${corrected}, which has some of its rows`;
      return dataSet(table, { role: "other", rule: "content", by, copy_of: corrected });
    }
    // An older version of training data, such as train.csv beside train_v2.csv, adds no rows.
    const isOlder =
      verdict?.rule === "name" &&
      verdict.role === "training" &&
      shared?.copy_of !== undefined &&
      roleOf.get(shared.copy_of) === "training";
    return dataSet(table, (isOlder ? shared : (verdict ?? shared)) ?? undecided(table));
  });
}

/** The newest table of the same name with a higher version that has some of the rows, and corrects the others. */
function findLaterVersion({ name, shares }: Table): string | undefined {
  const own = splitVersion(name);
  const [newest] = shares
    .filter(({ relation }) => relation === "overlaps")
    .map((share) => ({ name: share.with, ...splitVersion(share.with) }))
    .filter(({ rest, version }) => rest === own.rest && version > own.version)
    .sort((a, b) => b.version - a.version);
  return newest?.name;
}

/** @example splitVersion("data/train_v2.csv") // { rest: "data/train.csv", version: 2 } */
function splitVersion(name: string): { rest: string; version: number } {
  const [mark, digits] = /[-_. ]v(\d{1,3})(?=\.[a-z]\w*$)/i.exec(name) ?? ["", "1"];
  return { rest: name.replace(mark, ""), version: Number(digits) };
}

function undecided({ shares }: Table): RoleVerdict {
  const other = shares.find(({ relation }) => relation !== "holds");
  const compared =
    other === undefined
      ? ""
      : other.relation === "overlaps"
        ? `; some of its rows are also in ${other.with}`
        : `; not compared with ${other.with}`;
  return { role: "unknown", rule: "none", by: `no rule decides it${compared}` };
}

function sharedRows(
  { shares }: Table,
  roleOf: ReadonlyMap<string, RoleVerdict["role"] | undefined>,
): (RoleVerdict & { copy_of?: string }) | null {
  const within = shares.find(({ relation }) => relation === "within");
  if (within !== undefined) {
    const by = `its rows are also in ${within.with}`;
    return { role: "other", rule: "content", by, copy_of: within.with };
  }
  const holds = shares.find(
    (share) => share.relation === "holds" && roleOf.get(share.with) === "training",
  );
  return holds === undefined
    ? null
    : {
        role: "raw",
        rule: "content",
        by: `it holds the rows of ${holds.with}, which is training data`,
      };
}

function dataSet(
  table: Table,
  { role, rule, by, copy_of }: RoleVerdict & { copy_of?: string },
): DataSet {
  const { path, source_role, named_by_rows, shares, ...facts } = table;
  return {
    ...facts,
    role,
    role_rule: rule,
    role_by: by,
    copy_of: copy_of ?? facts.copy_of,
    here: true,
    get: null,
  };
}

/**
 * Where no table is training data: the only raw one is, or else the only one that there is. Tables of
 * unknown role in another project's folder may belong to another model: then nothing says which is meant.
 */
function onlyOne(sets: DataSet[]): DataSet[] {
  if (sets.some(({ role }) => role === "training")) return sets;
  const only = (role: DataSet["role"]) => {
    const own = sets.filter((set) => set.role === role);
    return own.length === 1 ? own[0] : undefined;
  };
  const raw = only("raw");
  const isOneOfSeveral =
    raw !== undefined &&
    sets.some(({ role, source }) => role === "unknown" && areOfTwoProjects(source, raw.source));
  if (isOneOfSeveral) {
    const by = `raw by its ${raw.role_by}, beside tables of other projects`;
    return sets.map((set) =>
      set === raw ? { ...set, role: "unknown", role_rule: "none", role_by: by } : set,
    );
  }
  const chosen = raw ?? (sets.some(({ role }) => role === "raw") ? undefined : only("unknown"));
  if (chosen === undefined) return sets;
  const by = raw === undefined ? "the only table" : `the only raw table (${chosen.role_by})`;
  return sets.map((set) =>
    set === chosen ? { ...set, role: "training", role_rule: "only", role_by: by } : set,
  );
}

/** `fraud/data` and `churn/src/data`, but not `data/raw` and `data/lookup`, nor `data` and `datasets`. */
function areOfTwoProjects(source: string, other: string): boolean {
  const [folders, others] = [source.split("/"), other.split("/")];
  return folders.length > 1 && others.length > 1 && folders[0] !== others[0];
}
