import type { Table } from "../schema.ts";
import { pathFolders, pathStem, splitIntoWords } from "./path-words.ts";
import type { ClassFacts } from "./sum-up.ts";

/**
 * Features and their labels in two files of as many rows are one table: its columns are those of both.
 *
 * @example X_train.csv and y_train.csv; also train.csv and y_train.csv, where no other file beside has as many rows
 */
export function withPairs(tables: readonly Table[]): Table[] {
  const labels = findLabels(tables);
  const joined = new Set(labels.values());
  return tables
    .filter((table) => !joined.has(table))
    .map((table) => {
      const y = labels.get(table);
      return y === undefined ? table : joinPair(table, y);
    });
}

function joinPair(x: Table, y: Table): Table {
  return {
    ...x,
    name: `${x.name} and ${y.name.slice(y.name.lastIndexOf("/") + 1)}`,
    files: x.files + y.files,
    uncounted_files: x.uncounted_files + y.uncounted_files,
    bytes: x.bytes + y.bytes,
    columns: x.columns && [...x.columns, ...(y.columns ?? [])].sort(),
    ...pairLabels(x, y),
  };
}

/** Either half may hold the labels; of rows dated by the other half, their days are known only where all have one. */
function pairLabels(x: Table, y: Table): ClassFacts & Pick<Table, "labels"> {
  const { labels } = y;
  const [{ classes, class_count, smallest_class }, own] =
    labels === null || (x.labels?.labelled ?? 0) > 0 ? [x, x.labels] : [y, labels];
  if (own === null || own === x.labels) {
    return { classes, class_count, smallest_class, labels: own };
  }
  const none = { labelled: 0, unlabelled: 0 };
  const all = ({ samples }: { samples: number }) => ({ labelled: samples, unlabelled: 0 });
  const isWhole = own.unlabelled === 0 && own.unread === 0;
  const undated = x.days.length + x.spans.length > 0 ? none : own.undated;
  const dates = isWhole
    ? {
        days: x.days.map((at) => ({ day: at.day, ...all(at) })),
        spans: x.spans.map((at) => ({ from: at.from, to: at.to, ...all(at) })),
        undated: all({ samples: x.undated }),
      }
    : { days: [], spans: [], undated };
  return { classes, class_count, smallest_class, labels: { ...own, ...dates } };
}

/** The tables of features, each with that of its labels. */
function findLabels(tables: readonly Table[]): Map<Table, Table> {
  const files = tables.filter(({ medium, path, files }) => {
    return medium === null && files === 1 && pathStem(path) !== "";
  });
  const [xs, ys] = (["x", "y"] as const).map((half) =>
    files.filter(({ path }) => findHalf(path)?.half === half),
  ) as [Table[], Table[]];
  const found = new Map<Table, Table>();
  for (const y of ys) {
    const x = xs.findLast(({ path }) => areHalves(path, y.path));
    if (x !== undefined && x.samples === y.samples) found.set(x, y);
  }
  const named = new Set(found.values());
  for (const y of ys.filter((each) => !named.has(each))) {
    const alike = files.filter((x) => !ys.includes(x) && !found.has(x) && mayBePair(x, y));
    if (alike.length === 1) found.set(alike[0] as Table, y);
  }
  return found;
}

/** Whether two files have the same name but for the half. */
function areHalves(x: string, y: string): boolean {
  const [key, other] = [findHalf(x)?.key, findHalf(y)?.key];
  return key != null && key === other;
}

/** Labels have a column, or with a key two. */
function mayBePair(x: Table, y: Table): boolean {
  const width = y.columns?.length ?? 0;
  return (
    (y.samples ?? 0) > 0 &&
    x.samples === y.samples &&
    pathFolders(x.path).join("/") === pathFolders(y.path).join("/") &&
    width > 0 &&
    width <= 2 &&
    (x.columns?.length ?? 0) > width
  );
}

/** Which half of a table a file is named after, and what is left of its name: null where that may be any table's. */
function findHalf(path: string): { half: "x" | "y"; key: string | null } | null {
  const words = splitIntoWords(pathStem(path));
  const at = words.findIndex((word) => HALVES.has(word));
  const half = at < 0 ? undefined : HALVES.get(words[at] as string);
  if (half === undefined) return null;
  const rest = words.filter((_, i) => i !== at);
  // `labels.csv` or `features.csv` alone may be anything; `X.csv` and `y.csv` are the custom.
  const isCommon = rest.length > 0 || (words[at] as string).length === 1;
  return { half, key: isCommon ? [...pathFolders(path), ...rest].join("/") : null };
}

const HALVES = new Map<string, "x" | "y">([
  ...["x", "features", "values"].map((word) => [word, "x"] as const),
  ...["y", "labels", "label", "target", "targets"].map((word) => [word, "y"] as const),
]);
