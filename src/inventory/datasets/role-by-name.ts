import { pathFolders, pathStem, splitIntoWords, tellingWords } from "./path-words.ts";
import type { Role, RoleVerdict } from "./role.ts";
import { BESIDE_SPLITS, folderSplit, foldersBelow, SPLITS } from "./split-names.ts";

/**
 * How far data has come: raw, between, cleaned, ready for training. Cleaned data is training data if none
 * came further.
 */
type Rank = 1 | 2 | 3 | 4;

const STAGES = new Map<string, Rank>([
  ...words<Rank>("raw external landing ingestion bronze", 1),
  ...words<Rank>("interim intermediate staging silver primary", 2),
  ...words<Rank>("clean cleaned", 3),
  ...words<Rank>(
    "processed preprocessed prepared transformed transformation curated features feature gold modelinput",
    4,
  ),
  ...words<Rank>("engineered featureengineered featureengineering engineeredfeatures", 4),
]);

/** Words by which a table's name says that it was made from the one without them: `clean_train`. */
const REFINED = new Set(
  "clean cleaned cleansed ready preprocessed processed prepared transformed encoded scaled normalized engineered".split(
    " ",
  ),
);

/** Names that decide whatever else a path says. */
const USES = new Map<string, Role>([
  ...words<Role>(
    "prediction predictions preds pred submission submissions modeloutput scored forecasts",
    "prediction",
  ),
  ...words<Role>("reporting leaderboard cache backup backups", "other"),
  ...words<Role>("reference baseline", "reference"),
  ...words<Role>("lookup lookups dim dims", "lookup"),
]);

/** Folders of what stands in for data where that cannot be had. */
const STAND_INS = new Set(["fallback", "mock", "dummy", "fake"]);

/** Data that monitors compare with a reference: not training data if a table of that name lies beside it. */
const COMPARED = ["current", "production"];
const COMPARED_WITH = ["reference", "baseline"];

/** Of files, these alone say how far the data has come, and `model_input`: `features.csv` may as well be one more table. */
const STAGES_OF_FILES = ["raw", "interim", "staging", "processed", "prepared", "modelinput"];

function words<T>(text: string, value: T): [string, T][] {
  return text.split(" ").map((word) => [word, value]);
}

/** The use, split and stage that the names along a path state. */
interface Named {
  readonly use: RoleVerdict | null;
  readonly split: RoleVerdict | null;
  readonly stage: { readonly rank: Rank; readonly by: string } | null;
}

/**
 * The roles that names of folders and files give, also with a number in front (`01_raw`): splits
 * (train, valid, test …), stages (raw, interim, processed …) and uses (predictions, reference,
 * lookup). A split outranks a stage, except below a raw stage where a later stage exists. A stage does
 * not make training data where a split does: the whole table is then not what is trained on.
 *
 * @param paths one for each data set, with forward slashes; a folder ends with a slash
 * @returns for each path its role, or null where no name decides
 * @example rolesByName(["data/raw/all.csv", "data/processed/train.csv"]) // raw, training
 */
export function rolesByName(paths: readonly string[]): (RoleVerdict | null)[] {
  const siblings = new Set(paths.map(withoutExtension));
  const folders = foldersBelow(paths);
  const named = paths.map((path) => readNames(path, siblings, folders));
  const latest = Math.max(0, ...named.map(({ stage }) => stage?.rank ?? 0));
  const isSplit = ({ split, stage }: Named) =>
    split !== null && (stage === null || stage.rank === 4 || stage.rank === latest);
  const hasTrain = named.some((each) => isSplit(each) && each.split?.role === "training");
  const refined = findRefined(paths);
  return named.map((each, i) => {
    const { use, split, stage } = each;
    if (use !== null) return use;
    const later = refined.get(paths[i] as string);
    if (later !== undefined && split?.role !== "holdout") {
      return { role: "raw", rule: "name", by: `by its name, "${later}" was made from it` };
    }
    if (isSplit(each)) return split;
    if (stage === null) return null;
    if (stage.rank < 3 || (stage.rank === 3 && latest > 3)) {
      return { role: "raw", rule: "name", by: stage.by };
    }
    return hasTrain ? null : { role: "training", rule: "name", by: stage.by };
  });
}

/** Tables beside which another has the same name with a word for a later stage, with that one's name. */
function findRefined(paths: readonly string[]): Map<string, string> {
  const files = paths
    .filter((path) => !path.endsWith("/"))
    .map((path) => {
      const telling = tellingWords(pathStem(path)).filter((word) => !REFINED.has(word));
      const isRefined = splitIntoWords(pathStem(path)).some((word) => REFINED.has(word));
      return { path, isRefined, key: [...pathFolders(path), ...telling].join("/") };
    });
  const later = new Map(
    files.flatMap(({ path, isRefined, key }) => (isRefined ? [[key, path] as const] : [])),
  );
  return new Map(
    files.flatMap(({ path, isRefined, key }) => {
      const other = isRefined ? undefined : later.get(key);
      return other === undefined ? [] : [[path, other.slice(other.lastIndexOf("/") + 1)] as const];
    }),
  );
}

function readNames(
  path: string,
  siblings: ReadonlySet<string>,
  below: ReadonlyMap<string, readonly string[]>,
): Named {
  const folders = pathFolders(path);
  const file = path.endsWith("/") ? null : pathStem(path);
  let use: RoleVerdict | null = null;
  let split: RoleVerdict | null = null;
  let stage: Named["stage"] = null;
  // The nearest name comes last, and wins.
  for (const [depth, folder] of folders.entries()) {
    const by = `folder name "${folder}"`;
    const name = tellingWords(folder).join("");
    const besides = below.get(folders.slice(0, depth).join("/")) ?? [];
    const [own, rank] = [USES.get(name), STAGES.get(name || splitIntoWords(folder).join(""))];
    const part = folderSplit(folder, besides);
    if (own !== undefined) use = { role: own, rule: "name", by };
    if (STAND_INS.has(name)) use = { role: "other", rule: "name", by };
    if (part !== null) split = { role: part, rule: "name", by };
    if (rank !== undefined) stage = { rank, by };
  }
  if (file === null) return { use, split, stage };
  const by = `file name "${path.slice(path.lastIndexOf("/") + 1)}"`;
  const all = tellingWords(file);
  const ends = all.length === 0 ? [] : [all[0] as string, all.at(-1) as string];
  const own = ends.map((word) => USES.get(word)).find((role) => role !== undefined);
  const plain = splitIntoWords(file);
  if (isForecast(plain)) use = { role: "prediction", rule: "name", by };
  if (own !== undefined && !isTopic(plain)) use = { role: own, rule: "name", by };
  if (ends.some((end) => hasSibling(path, end, COMPARED, COMPARED_WITH, siblings))) {
    use = { role: "other", rule: "name", by: `${by}, beside its reference` };
  }
  const word = findSplit(path, all, siblings);
  if (word !== undefined) split = { role: SPLITS.get(word) as Role, rule: "name", by };
  const reached = [...ends, all.join("")].find((word) => STAGES_OF_FILES.includes(word));
  if (reached !== undefined) stage = { rank: STAGES.get(reached) as Rank, by };
  return { use, split, stage };
}

/** Whether a table is called after how far it looks ahead: `sales_forecast_12_months`. */
function isForecast(words: readonly string[]): boolean {
  const ahead = words.slice(words.lastIndexOf("forecast") + 1);
  const isUnit = (word: string) => /^\d*(hour|day|week|month|quarter|year)s?$/.test(word);
  return ahead.length < words.length && ahead.length > 0 && ahead.every(isUnit);
}

/** Whether a table is called after what is to be predicted: `stroke_prediction_dataset`. */
function isTopic(words: readonly string[]): boolean {
  const at = words.indexOf("prediction");
  return at > 0 && /^data(set)?$/.test(words[at + 1] ?? "");
}

/**
 * The split that a file's name names: alone, as its last word (`churn_train`), or as its first where
 * the folder has the same name with another split (`train_users`, `test_users`): `test_results.csv`
 * alone may be the results of a medical test. A file named after two splits holds the training data
 * (`sales_train_validation`).
 */
function findSplit(
  path: string,
  words: readonly string[],
  siblings: ReadonlySet<string>,
): string | undefined {
  const [first, last] = [words[0], words.at(-1)];
  if (last !== undefined && SPLITS.has(last)) {
    const former = words.at(-2);
    return former !== undefined && SPLITS.get(former) === "training" ? former : last;
  }
  if (first === undefined || !SPLITS.has(first)) return undefined;
  if (words.slice(1).every((word) => BESIDE_SPLITS.has(word))) return first;
  const others = [...SPLITS.keys()].filter((split) => SPLITS.get(split) !== SPLITS.get(first));
  return hasSibling(path, first, [first], others, siblings) ? first : undefined;
}

/** Whether a word is one of some, and there is the same path with one of others in its place. */
function hasSibling(
  path: string,
  word: string,
  some: readonly string[],
  others: readonly string[],
  siblings: ReadonlySet<string>,
): boolean {
  if (!some.includes(word)) return false;
  const at = path.toLowerCase().lastIndexOf(word);
  return others.some((other) =>
    siblings.has(withoutExtension(`${path.slice(0, at)}${other}${path.slice(at + word.length)}`)),
  );
}

function withoutExtension(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/") + 1)}${pathStem(path)}`.toLowerCase();
}
