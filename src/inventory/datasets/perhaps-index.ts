import { posix } from "node:path";
import { count } from "../../text/quantity.ts";
import type { DataSet, NamedByRows, Table } from "../schema.ts";
import { pathStem, splitIntoWords } from "./path-words.ts";

/** The files and the code beside a project's tables. */
export interface Surroundings {
  /** Whether something lies at a path, relative to the project. */
  readonly isThere?: (path: string) => boolean;
  /** Absent where the code was not read. */
  readonly code?: CodeEvidence;
}

/** The tables that the project's code names. The code is never run. */
export interface CodeEvidence {
  readonly hasCode: () => boolean;
  /** The file that names a table, where the project trains models; else null. */
  readonly namedIn: (table: string) => string | null;
  /** Which of some tables the code that trains models names, each with the file that names it. */
  readonly trainedOn: (tables: readonly string[]) => ReadonlyMap<string, string>;
  /** The one table that all files of code that trains name, such as notebooks, with one of them; else nothing. */
  readonly namedByAll: (tables: readonly string[]) => ReadonlyMap<string, string>;
}

/** Rules that say more of a table than its rows do. */
const STATED: readonly DataSet["role_rule"][] = ["configuration", "dvc", "mlflow"];

/**
 * A data set as it is, or without a role where its rows may be an index of something else instead of samples:
 * then they count in the upper bound alone.
 */
export function perhapsIndex(set: DataSet, table: Table, around: Surroundings): DataSet {
  const isOpen = set.role === "training" || set.role === "unknown";
  if (!isOpen || STATED.includes(set.role_rule) || set.samples === null) return set;
  const by = missingFiles(table, around) ?? unnamedAtRoot(set, table, around);
  return by === null
    ? set
    : { ...set, role: "unknown", role_rule: "content", role_by: by, doubtful: set.samples };
}

/** Why its rows may be an index of files that are elsewhere; null where nothing says so. */
function missingFiles(
  { path, named_by_rows: named }: Table,
  { isThere = () => false }: Surroundings,
): string | null {
  if (named?.what !== "file") return null;
  const folder = posix.dirname(path);
  const places = [folder, posix.dirname(folder), ""];
  const isFound = (name: string) => places.some((at) => isThere(posix.join(at, name)));
  if (named.examples.some(isFound)) return null;
  const were = named.count === 1 ? "was" : "were";
  return `${sayNamed(named)} that ${were} not found, such as "${named.examples[0]}"`;
}

/**
 * Why a table at the root of a project, of which nothing says that it is data, may be something else: a list
 * of articles, the text of a web site.
 */
function unnamedAtRoot(
  { role_rule: rule }: DataSet,
  { path, named_by_rows: named }: Table,
  { code }: Surroundings,
): string | null {
  const isUnsaid = rule === "only" || rule === "none";
  if (code === undefined || path.includes("/") || !isUnsaid || code.namedIn(path) !== null) {
    return null;
  }
  const saysData = splitIntoWords(pathStem(path)).some((word) => /^data(set)?$/.test(word));
  if (code.hasCode() && !saysData) {
    return "it lies at the root, and no code that trains a model names it";
  }
  return named === null ? null : `it lies at the root, and ${sayNamed(named)}`;
}

function sayNamed({ what, column, count: many }: NamedByRows): string {
  return `its rows name ${count(many, what)} in column "${column}"`;
}
