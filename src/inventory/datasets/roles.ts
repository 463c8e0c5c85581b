import { extname } from "node:path";
import type { Pointer } from "../pointers/pointer.ts";
import type { DataSet, Table } from "../schema.ts";
import { describesMedia } from "./media.ts";
import { stemOf, wordsOf } from "./path-words.ts";
import { perhapsIndex, type Surroundings } from "./perhaps-index.ts";
import type { RoleVerdict } from "./role.ts";
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
 * MLflow's dataset inputs, kind and names of its files, the rows it shares with others. Where no table is
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
    return byPipeline(table.path) ?? byRun[i] ?? byKind(table, tables, i < counted.length);
  });
  const open = tables.filter((_, i) => first[i] === null);
  const byName = rolesByName(open.map(({ path }) => path));
  const named = new Map(open.map((table, i) => [table, byName[i] ?? null]));
  const verdicts = tables.map((table, i) => first[i] ?? named.get(table) ?? null);
  return onlyOne(byRows(tables, verdicts)).map((set, i) =>
    i < counted.length
      ? perhapsIndex(set, tables[i] as Table, evidence)
      : { ...set, here: false, get: commands.get(set.name) ?? null },
  );
}

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

/** Models, documents and settings that lie beside data, and what describes images, audio or texts. */
function byKind(table: Table, tables: readonly Table[], isHere: boolean): RoleVerdict | null {
  const { path, medium, columns, samples, files, bytes, copy_of: copy } = table;
  if (copy !== null) {
    return { role: "other", rule: "content", by: `its rows are also in ${copy}` };
  }
  if (medium !== null) return null;
  const stem = stemOf(path);
  if (describesColumns(stem)) {
    return { role: "other", rule: "kind", by: "describes columns, by its name" };
  }
  const isDecided = rolesByName([path])[0] !== null;
  if (samples === null) {
    if (isHere && bytes <= LEAST_BYTES) return { role: "other", rule: "kind", by: "an empty file" };
    if (/\.txt$/i.test(path) && wordsOf(stem).some((word) => NOTES.has(word))) {
      return { role: "other", rule: "kind", by: "notes, by its name" };
    }
    const mayBeRows =
      PICKLE.test(path) && isDecided && !wordsOf(stem).some((word) => FITTED.test(word));
    const isBeside = BESIDE.test(path) && !mayBeRows;
    return isBeside ? { role: "other", rule: "kind", by: "file type" } : null;
  }
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const media = tables.find((other) => other.medium !== null && isNear(folder, other.path));
  if (media !== undefined && describesMedia(stem, columns)) {
    return { role: "other", rule: "kind", by: `describes the files of ${media.name}` };
  }
  const isAlone = tables.every((other) => other === table || other.samples === null);
  const isObject = files === 1 && samples <= 1 && /\.json$/i.test(path);
  return isObject && !isAlone
    ? { role: "other", rule: "kind", by: "one JSON value beside tables" }
    : null;
}

/** A file that keeps a folder in git may hold an end of a line. */
const LEAST_BYTES = 2;

const NOTES = new Set(
  "readme info notes note description descriptions license licence credits citation requirements attribution".split(
    " ",
  ),
);

const DICTIONARY =
  /(^|_)(readme|codebook|glossary|dictionary|(data|dataset|columns?|features?|variables?|fields?|attributes?)_?(dict|descriptions?|definitions?|names|types))$/;

/** Whether a table says by its name what the columns of others mean: `HomeCredit_columns_description`. */
function describesColumns(stem: string): boolean {
  return DICTIONARY.test(wordsOf(stem).join("_"));
}

/** Whether media lie in a table's folder, below it, or in a folder beside it. */
function isNear(folder: string, media: string): boolean {
  const above = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return media.startsWith(folder) || (above !== "" && media.startsWith(above));
}

/** Types that no reader reads, and no training reads as rows. */
const BESIDE =
  /\.(pkl|pickle|joblib|pt|pth|onnx|keras|safetensors|ckpt|cbm|bst|tflite|model|docx?|pptx?|odt|rtf|svg|ico|ttf|woff2?|exe|dll|so|jar|class|pyc|css|js|tsx?|java|cpp|hpp|c|h|go|rs|gitkeep|bak|tmp)$/i;
/** Pickles of these names hold an object that was fitted to rows. */
const FITTED =
  /^((en|de)coders?|scalers?|vectori[sz]ers?|tokeni[sz]ers?|models?|pipelines?|preprocessors?|transformers?|imputers?|explainers?|classifiers?|regressors?|pca)$/;
const PICKLE = /\.(pkl|pickle|joblib|pt)$/i;

/** Tables that no rule has decided, by the rows that they share with others. */
function byRows(tables: readonly Table[], verdicts: readonly (RoleVerdict | null)[]): DataSet[] {
  const roleOf = new Map(tables.map((table, i) => [table.name, verdicts[i]?.role]));
  return tables.map((table, i) => {
    const verdict = verdicts[i] ?? null;
    const shared = sharedRows(table, roleOf);
    // An older version of training data, such as train.csv beside train_v2.csv, adds no rows.
    const isOlder =
      verdict?.rule === "name" &&
      verdict.role === "training" &&
      shared?.copy_of !== undefined &&
      roleOf.get(shared.copy_of) === "training";
    return dataSet(table, (isOlder ? shared : (verdict ?? shared)) ?? undecided(table));
  });
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
