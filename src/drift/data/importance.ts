import { csvRecords } from "../../text/csv-records.ts";

/** The importance of each feature, or why the file cannot be read. */
export type ImportanceFile =
  | { readonly importance: ReadonlyMap<string, number> }
  | { readonly problem: string };

/** Names of the column of importances, the best first: LightGBM's gain says more than its splits. */
const VALUE_NAMES = [
  "importance",
  "importances",
  "feature_importance",
  "importances_mean",
  "importance_mean",
  "importance_gain",
  "gain",
  "total_gain",
  "importance_split",
  "split",
  "weight",
  "score",
  "value",
  "coefficient",
  "0",
];

/** Names of the column of features; pandas leaves that of an index empty. */
const FEATURE_NAMES = [
  "feature",
  "features",
  "feature_name",
  "column",
  "name",
  "variable",
  "",
  "index",
];

/**
 * Reads the importance of features as people write it: CSV with a header (`feature,importance`; a pandas
 * Series, whose index has no name; LightGBM's feature, split and gain), or JSON: an object by name, as
 * XGBoost's `get_score` gives, pairs, or records.
 *
 * @example parseImportance("feature,importance\namount,0.4\n") // { importance: Map { "amount" → 0.4 } }
 */
export function parseImportance(text: string): ImportanceFile {
  const content = text.replace(/^\ufeff/, "");
  const start = content.trimStart().charAt(0);
  try {
    const entries = start === "{" || start === "[" ? fromJson(content) : fromCsv(content);
    return collect(entries);
  } catch (error) {
    if (error instanceof ImportanceProblem) return { problem: error.message };
    throw error;
  }
}

class ImportanceProblem extends Error {}

/** One feature as it stands in the file. */
interface Entry {
  /** `line 3`, `entry 2`. */
  readonly place: string;
  readonly name: unknown;
  readonly value: unknown;
}

function collect(entries: readonly Entry[]): ImportanceFile {
  const importance = new Map<string, number>();
  for (const { place, name, value } of entries) {
    if (typeof name !== "string" || name === "") {
      throw new ImportanceProblem(`${place}: no name of a feature`);
    }
    const weight = toNumber(value);
    if (weight === null) {
      const found = JSON.stringify(value) ?? "nothing";
      throw new ImportanceProblem(`${place}: the importance of ${name} is ${found}, not a number`);
    }
    if (importance.has(name)) throw new ImportanceProblem(`${place}: ${name} is there twice`);
    importance.set(name, weight);
  }
  if (importance.size === 0) throw new ImportanceProblem("no importance of a feature");
  return { importance };
}

function toNumber(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function fromCsv(text: string): Entry[] {
  let records: ReturnType<typeof csvRecords>;
  try {
    records = csvRecords(text);
  } catch {
    throw new ImportanceProblem("neither JSON nor a table: a quote is not closed");
  }
  const [header, ...rows] = records;
  if (header === undefined) throw new ImportanceProblem("the file is empty");
  const [feature, value] = chooseColumns(header.cells, rows[0]?.cells ?? []);
  return rows.map(({ line, cells }) => ({
    place: `line ${line}`,
    name: cells[feature],
    value: cells[value],
  }));
}

/** Which cells hold the feature and its importance: by their names, else the only two. */
function chooseColumns(header: readonly string[], row: readonly string[]): [number, number] {
  if (header.length === 2 && toNumber(header[1]) !== null && header[1] !== "0") {
    throw new ImportanceProblem('line 1: no header; begin with "feature,importance"');
  }
  const names = header.map((name) => name.toLowerCase().replaceAll(/[ -]/g, "_"));
  const find = (among: readonly string[]) => {
    const name = among.find((one) => names.includes(one));
    return name === undefined ? -1 : names.indexOf(name);
  };
  const value = find(VALUE_NAMES);
  const feature = find(FEATURE_NAMES);
  if (header.length === 2) {
    const other = value >= 0 ? value : feature === 1 ? 0 : 1;
    return [1 - other, other];
  }
  // A data frame with its index: the name is in a later column, which holds text.
  const named = FEATURE_NAMES.map((name) => names.indexOf(name)).find(
    (at) => at >= 0 && toNumber(row[at]) === null,
  );
  const chosen = named ?? feature;
  if (value < 0 || chosen < 0 || value === chosen) {
    throw new ImportanceProblem(
      `line 1: no columns "feature" and "importance" among ${header.map((name) => JSON.stringify(name)).join(", ")}`,
    );
  }
  return [chosen, value];
}

function fromJson(text: string): Entry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ImportanceProblem("not JSON, though it begins like it");
  }
  if (!Array.isArray(json)) return fromObject(json as object, text);
  return json.map((entry: unknown, i): Entry => {
    const place = `entry ${i + 1}`;
    if (Array.isArray(entry) && entry.length === 2)
      return { place, name: entry[0], value: entry[1] };
    const keys = Object.keys(typeof entry === "object" && entry !== null ? entry : {});
    const find = (among: readonly string[]) =>
      among
        .map((name) => keys.find((key) => key.toLowerCase() === name))
        .find((key) => key !== undefined);
    const [name, value] = [find(FEATURE_NAMES), find(VALUE_NAMES)];
    if (name === undefined || value === undefined) {
      throw new ImportanceProblem(`${place}: no "feature" with its "importance"`);
    }
    const record = entry as Record<string, unknown>;
    return { place, name: record[name], value: record[value] };
  });
}

/** By name; JSON.parse keeps the last of equal keys, so these are looked for in the text. */
function fromObject(json: object, text: string): Entry[] {
  const entries = Object.entries(json).map(([name, value]) => ({
    place: "the object",
    name,
    value,
  }));
  // pandas' DataFrame.to_json: { "importance": { "amount": 0.4 } }.
  const [only, second] = entries;
  if (only !== undefined && second === undefined && isObject(only.value)) {
    return fromObject(only.value, text);
  }
  const twice = entries.find(({ name }) => countKey(text, name) > 1);
  if (twice !== undefined) throw new ImportanceProblem(`${twice.name} is there twice`);
  return entries;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How often a name is written as a key. */
function countKey(text: string, name: string): number {
  const key = JSON.stringify(name);
  let count = 0;
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    if (
      text
        .slice(at + key.length)
        .trimStart()
        .startsWith(":")
    )
      count++;
  }
  return count;
}
