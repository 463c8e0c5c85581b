import { type Dirent, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { globMatcher } from "../glob/glob.ts";
import { whyNotFollowed } from "../trust/followed-link.ts";
import { readBeginning } from "./beginning.ts";
import { rolesByName } from "./datasets/role-by-name.ts";
import { isDirectory, isFile, listEntries, MOST_ENTRIES } from "./folder-entries.ts";
import { besideData, fileType } from "./formats.ts";
import { parsePointer } from "./pointers/text-pointer.ts";
import { isInResults } from "./pointers/training-outputs.ts";

/** Files of a project that may look like tables, but are not training data. */
export interface SearchRules {
  /** Paths and globs of files that are read as metrics, as validations, or as a history of trainings. */
  readonly results?: readonly string[];
  /** Where plans are written, relative to the project. */
  readonly output?: string;
}

/** Where data lies in a project whose configuration does not say, as far as names tell. */
export interface SearchResult {
  /** Folders and tables, relative to the project, in the order of {@link LOOKED_IN}. */
  readonly places: readonly string[];
  /** DVC's files outside of these folders: `.dvc`, `dvc.lock`, `dvc.yaml`. */
  readonly dvcFiles: readonly string[];
  /** Other folders in which tables lie that are no results. */
  readonly tablesElsewhere: readonly string[];
  /** Folders that hold too much to be searched. */
  readonly notes: readonly { path: string; note: string }[];
}

/** Where data is looked for, in the plan's words. */
export const LOOKED_IN: readonly string[] = [
  ...["data", "dataset", "datasets", "features", "input", "inputs", "src/data"],
  ...["*_data", "*/data", "*/*/data", "*/*/*/data", "tables at the root"],
  ...["train beside test or valid", "artifacts/data_*", "tables in artifacts beside a train one"],
];

/** Folders of these names at the root hold data, or are meant to, whatever lies in them. */
const DATA_FOLDERS = ["data", "dataset", "datasets"];
/** Folders of these names may hold code instead: Gherkin keeps its tests in `features`. */
const PERHAPS_DATA_FOLDERS = ["features", "input", "inputs"];

/** Others at the root are called after what is in them: `Network_data`, but not the data of tests or of services. */
const OWN_DATA_FOLDER =
  /^(?!tests?|testing|mock|fake|fixtures?|dummy|demo|(?:nltk|spacy|mlflow|airflow|postgres(?:ql)?|pg|mysql|mongo(?:db)?|redis|minio|kafka|zookeeper|elastic(?:search)?|grafana|prometheus|loki|qdrant|chroma|neo4j|influx(?:db)?)[_-])([a-z0-9].*_|(raw|train|training|input|model|processed|clean)[- ])(data|datasets?)$/i;

/** Folders of a split at the root, as Roboflow and Kaggle export them: only beside each other are they data. */
const SPLIT_FOLDERS = [/^train(ing)?$/i, /^(valid(ation)?|val|dev|test(ing)?)$/i] as const;

/** Where templates of projects keep what their steps hand on; the data is in folders of such names, or in it. */
const ARTIFACTS = /^artifacts?$/i;
const ARTIFACT_DATA = /^data[_-]/i;

/** A `data` folder may lie in so many folders. */
const MOST_LEVELS = 3;
const MOST_FOLDERS = 5000;
/** So many other folders are looked into for tables. */
const MOST_ELSEWHERE = 20;

/** Tests, documents, other people's packages, and what tools keep of their runs. */
const SKIPPED =
  /^(tests?|testing|__tests__|specs?|e2e|docs?|documentation|venv|env|virtualenv|conda|site-packages|dist-packages|node_modules|bower_components|vendor|third_party|__pycache__|mlruns|mlartifacts|wandb|lightning_logs|tmp|temp)$/i;
/** The file in the folder of a virtual environment, whatever its name. */
const ENVIRONMENT = ["pyvenv.cfg", "conda-meta"];

const DVC_FILE = /^(.+\.dvc|dvc\.lock|dvc\.yaml)$/;

const ROOT_TABLE =
  /\.((csv|tsv|psv|jsonl|ndjson|json)(\.gz|\.zst|\.zip)?|parquet|parq|pq|arrows?|ipc|feather|xlsx)$/i;
/** Metrics, histories and settings, by their usual names. */
const NO_TABLE =
  /^(metrics?|metrics[_-]history|(training[_-])?history|scores?|evaluations?|(all_|eval_|test_)?results?|leaderboard|benchmarks?|(training|train)?[_-]?logs?|package(-lock)?|tsconfig|manifest|composer|config|settings|params|requirements)\./i;

/**
 * Looks for the data of a project: in folders of usual names, and in tables at its root. Only folders are
 * listed and the beginnings of JSON files at the root are read; links are not followed.
 *
 * @param cwd the project's directory, absolute
 */
export function searchProject(cwd: string, rules: SearchRules = {}): SearchResult {
  const top = listEntries(cwd) ?? [];
  const places: string[] = [];
  const named = (names: readonly string[], isTaken: (path: string) => boolean) => {
    for (const name of names) {
      const found = top.filter((entry) => entry.name.toLowerCase() === name);
      for (const entry of found) {
        const isFolder = isDirectory(join(cwd, entry.name), entry);
        if (isFolder && isTaken(entry.name)) places.push(entry.name);
      }
    }
  };
  named(DATA_FOLDERS, () => true);
  named(PERHAPS_DATA_FOLDERS, (path) => judgeContent(join(cwd, path)) !== "other");
  const output = rules.output === undefined ? null : resolve(cwd, rules.output);
  for (const entry of top) {
    const location = join(cwd, entry.name);
    if (!OWN_DATA_FOLDER.test(entry.name) || location === output) continue;
    if (isDirectory(location, entry) && judgeContent(location) === "data") places.push(entry.name);
  }
  places.push(...splitFoldersAt(cwd, top));
  for (const { name } of top.filter((entry) => ARTIFACTS.test(entry.name) && entry.isDirectory())) {
    places.push(...artifactsIn(cwd, name, output, rules.results ?? []));
  }
  const below = searchBelow(cwd, top, new Set(places), rules);
  // `src/data` before the data of other folders.
  const first = below.folders.filter((path) => path === "src/data");
  places.push(...first, ...below.folders.filter((path) => path !== "src/data"));
  places.push(...tablesAt(cwd, top, rules.results ?? []));
  const { dvcFiles, notes, others } = below;
  const tablesElsewhere = others
    .filter(({ path, entries }) => !isInResults(path) || holdsTrainingData(entries))
    .slice(0, MOST_ELSEWHERE)
    .filter(({ path, entries }) => {
      // Nobody has named these folders: no link in them is followed.
      const own = entries.filter((entry) => !entry.isSymbolicLink());
      return tablesAt(cwd, own, rules.results ?? [], path).length > 0;
    })
    .map(({ path }) => `${path}/`);
  return { places, dvcFiles, notes, tablesElsewhere };
}

/** Whether a table is called training data, even in a folder of results: `xgboost_training_data.csv`. */
function holdsTrainingData(entries: readonly Dirent[]): boolean {
  const tables = entries.map(({ name }) => name).filter((name) => ROOT_TABLE.test(name));
  return rolesByName(tables).some((verdict) => verdict?.role === "training");
}

/** A folder, relative to the project, and what lies in it. */
interface Listed {
  readonly path: string;
  readonly entries: readonly Dirent[];
}

/** The folders called `data` below a root, DVC's files and other folders of tables on the way: level by level. */
function searchBelow(
  cwd: string,
  top: readonly Dirent[],
  taken: ReadonlySet<string>,
  { output }: SearchRules,
): Pick<SearchResult, "dvcFiles" | "notes"> & { folders: string[]; others: Listed[] } {
  const folders: string[] = [];
  const others: Listed[] = [];
  const dvcFiles: string[] = [];
  const notes: { path: string; note: string }[] = [];
  const own = output === undefined ? undefined : resolve(cwd, output);
  let level: Listed[] = [{ path: "", entries: top }];
  let listed = 0;
  for (let depth = 0; depth <= MOST_LEVELS; depth++) {
    const next: typeof level = [];
    for (const { path, entries } of level) {
      for (const entry of entries) {
        const { name } = entry;
        const at = path === "" ? name : `${path}/${name}`;
        if (DVC_FILE.test(name) && entry.isFile()) dvcFiles.push(at);
        const location = join(cwd, at);
        if (name.startsWith(".") || SKIPPED.test(name) || location === own || taken.has(at)) {
          continue;
        }
        const isData = depth > 0 && name.toLowerCase() === "data";
        if (isData && isDirectory(location, entry) && judgeContent(location) === "data") {
          folders.push(at);
        } else if (entry.isDirectory() && depth < MOST_LEVELS && listed < MOST_FOLDERS) {
          listed++;
          const inner = listEntries(location);
          if (inner === null) notes.push({ path: at, note: TOO_MUCH });
          else if (!inner.some((each) => ENVIRONMENT.includes(each.name))) {
            next.push({ path: at, entries: inner });
            if (inner.some((each) => ROOT_TABLE.test(each.name))) {
              others.push({ path: at, entries: inner });
            }
          }
        }
      }
    }
    level = next;
  }
  if (listed === MOST_FOLDERS) {
    const note = `more than ${MOST_FOLDERS} folders: not all were searched for data; name yours under \`sources\``;
    notes.push({ path: ".", note });
  }
  return { folders, dvcFiles, notes, others };
}

const TOO_MUCH = `more than ${MOST_ENTRIES} entries: not searched for data; name it under \`sources\` where it holds some`;

/** Whether a folder holds files of data, only others (code, documents), or none at all. */
function judgeContent(folder: string): "data" | "other" | "nothing" {
  const queue = [folder];
  let seen = 0;
  let found: "other" | "nothing" = "nothing";
  for (let turn = 0; turn < queue.length; turn++) {
    const location = queue[turn] as string;
    const entries = listEntries(location);
    // More than is looked at: who has so many files beside each other has data.
    if (entries === null) return "data";
    for (const entry of entries) {
      if (entry.name.startsWith(".") || entry.name === "__pycache__") continue;
      if (entry.isDirectory()) queue.push(join(location, entry.name));
      else if (besideData(join(location, entry.name).slice(folder.length)) === undefined)
        return "data";
      else found = "other";
      if (++seen > MOST_ENTRIES) return "data";
    }
  }
  return found;
}

/** Folders of a split, where there is one to train on and another beside it, and both hold samples. */
function splitFoldersAt(cwd: string, top: readonly Dirent[]): string[] {
  const [own, others] = SPLIT_FOLDERS.map((pattern) =>
    top
      .filter((entry) => pattern.test(entry.name) && isDirectory(join(cwd, entry.name), entry))
      .map(({ name }) => name)
      .filter((name) => holdsSamples(join(cwd, name))),
  ) as [string[], string[]];
  return own.length > 0 && others.length > 0 ? [...own, ...others] : [];
}

/** Whether tables or images, audio files or texts of samples lie in a folder or in one below it. */
function holdsSamples(folder: string, depth = 0): boolean {
  const entries = (listEntries(folder) ?? []).filter(({ name }) => !name.startsWith("."));
  return (
    entries.some((entry) => entry.isFile() && SAMPLES.test(entry.name)) ||
    (depth < 2 &&
      entries
        .slice(0, MOST_CLASSES)
        .some((entry) => entry.isDirectory() && holdsSamples(join(folder, entry.name), depth + 1)))
  );
}

const SAMPLES =
  /\.(csv|tsv|parquet|jsonl|arrow|xlsx|npy|npz|tfrecord|png|jpe?g|bmp|tiff?|webp|wav|mp3|flac)$/i;
const MOST_CLASSES = 100;

/** Data that a template keeps among its artifacts: folders of data, and tables beside one to train on. */
function artifactsIn(
  cwd: string,
  folder: string,
  output: string | null,
  results: readonly string[],
): string[] {
  const entries = listEntries(join(cwd, folder)) ?? [];
  const folders = entries
    .filter((entry) => entry.isDirectory() && ARTIFACT_DATA.test(entry.name))
    .map(({ name }) => `${folder}/${name}`)
    .filter((path) => resolve(cwd, path) !== output && judgeContent(join(cwd, path)) === "data");
  const tables = tablesAt(cwd, entries, results, folder);
  const isTrainedOn = rolesByName(tables).some((verdict) => verdict?.role === "training");
  return [...folders, ...(isTrainedOn ? tables : [])];
}

/** The tables that lie at the root itself, or in a folder of it. */
function tablesAt(
  cwd: string,
  top: readonly Dirent[],
  results: readonly string[],
  folder = "",
): string[] {
  const at = join(cwd, folder);
  const tables = top.filter(({ name }) => {
    if (!ROOT_TABLE.test(name) || name.startsWith(".") || NO_TABLE.test(name)) return false;
    const { extension, compression } = fileType(name);
    return (
      extension !== ".json" || (compression === "none" && isListOfRecords(join(at, name), cwd))
    );
  });
  const files = tables
    .filter((entry) => isFile(join(at, entry.name), entry))
    .map(({ name }) => (folder === "" ? name : `${folder}/${name}`));
  if (files.length === 0 || results.length === 0) return files;
  const isResult = matcherOfMany(results);
  return files.filter((path) => !isResult(path));
}

/** As {@link globMatcher}, for the places of all tools together: their list is longer than a user's may be. */
function matcherOfMany(patterns: readonly string[]): (path: string) => boolean {
  const [wanted, unwanted] = [false, true].map((isNegative) =>
    patterns
      .filter((pattern) => /^!(?!\()/.test(pattern) === isNegative)
      .map((pattern) => globMatcher([isNegative ? pattern.slice(1) : pattern])),
  ) as [((path: string) => boolean)[], ((path: string) => boolean)[]];
  return (path) =>
    wanted.some((matches) => matches(path)) && !unwanted.some((matches) => matches(path));
}

/** JSON at a root is mostly settings: a table is a list of objects. */
function isListOfRecords(location: string, cwd: string): boolean {
  try {
    if (whyNotFollowed(location, cwd) !== null || !statSync(location).isFile()) return false;
    const text = readBeginning(location, 4096).toString("utf8");
    return /^\uFEFF?\s*\[\s*\{/.test(text) || parsePointer(text, location) !== null;
  } catch {
    return false;
  }
}
