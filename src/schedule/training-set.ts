import { basename, extname } from "node:path";
import { groupBy } from "../collections/group-by.ts";
import type { DataSet } from "../inventory/schema.ts";

/**
 * One way to read which tables are the training set: those that belong to it in any case, and those of
 * unknown role that may. All have the same columns; a table of other columns is another reading.
 */
export interface Reading {
  readonly always: readonly DataSet[];
  readonly perhaps: readonly DataSet[];
}

/**
 * Every plausible reading of the training set: the tables of role training, with any of those of
 * unknown role that have the same columns; without training tables, any non-empty set of tables of
 * unknown role and equal columns. Without any of these, raw tables are used: holdout and
 * reference data are no training set. Training tables of one name in several folders may belong to it. A
 * table whose columns are not known may belong to each; beside training tables, one of their type that is
 * here. Copies belong to none, nor does a table without a single label where others have some.
 *
 * @example train.csv (training), zips.csv (unknown, other columns) → [{always: [train.csv], perhaps: []}]
 * @example a.csv, b.csv (both unknown, same columns) → [{always: [], perhaps: [a.csv, b.csv]}]
 */
export function listReadings(sets: readonly DataSet[]): Reading[] {
  const hasLabels = sets.some(({ labels }) => labels !== null && labels.labelled > 0);
  const own = sets.filter((set) => set.copy_of === null && !(hasLabels && isOutside(set)));
  const of = (role: DataSet["role"]) => own.filter((set) => set.role === role);
  const training = of("training");
  if (training.length > 0) {
    // The tables that one stage or run reads are one training set, whatever their columns.
    const isJoined = training.every(({ role_rule }) => JOINING.includes(role_rule));
    const [known, open] = isJoined ? [new Map<string, DataSet[]>(), training] : byColumns(training);
    const [others, stray] = byColumns(of("unknown"));
    const types = new Set(training.map(({ name }) => extname(name)));
    // A file of another type, or one of another name that is not here, is another table.
    const alike = stray.filter(({ name, here }) => here && types.has(extname(name)));
    if (known.size === 0) return [{ always: training, perhaps: isJoined ? [] : alike }];
    return [...known].map(([columns, same]) => {
      const unsure = namesakes(same);
      const sure = same.filter((set) => !unsure.includes(set));
      return {
        always: joined(training, sure, open),
        perhaps: [...unsure, ...(others.get(columns) ?? []), ...alike],
      };
    });
  }
  const candidates = [of("unknown"), of("raw")];
  const [known, open] = byColumns(candidates.find((some) => some.length > 0) ?? []);
  if (known.size === 0) return open.length === 0 ? [] : [{ always: [], perhaps: open }];
  return [...known.values()].map((perhaps) => ({
    always: [],
    perhaps: [...perhaps, ...open],
  }));
}

/**
 * Tables of one name in several folders: data/train.csv and notebooks/data/train.csv are two states of one table, and
 * data/news/train.jsonl and data/legal/train.jsonl parts of one, or data for two models.
 */
function namesakes(sets: readonly DataSet[]): DataSet[] {
  const named = sets.filter(({ role_rule }) => role_rule === "name");
  const groups = groupBy(named, (set) => basename(firstPath(set)));
  return [...groups.values()].flatMap((some) => (some.length > 1 ? some : []));
}

/** Of features and their labels in two files, the path of the first. */
function firstPath({ name }: DataSet): string {
  return name.split(" and ")[0] as string;
}

/** Whether all rows of a data set may be no samples. */
export function isDoubted({ samples, doubtful }: DataSet): boolean {
  return doubtful > 0 && doubtful === samples;
}

/** A table of a source with labels that has none, and that nothing says is training data. */
function isOutside({ role, labels }: DataSet): boolean {
  if (labels === null || role === "training") return false;
  return labels.labelled === 0 && labels.unread === 0 && labels.unlabelled > 0;
}

const JOINING: readonly DataSet["role_rule"][] = ["dvc", "mlflow"];

/** In the order in which the sets came, with those whose columns are not known. */
function joined(all: readonly DataSet[], some: readonly DataSet[], open: readonly DataSet[]) {
  return all.filter((set) => some.includes(set) || open.includes(set));
}

/** The sets by their columns, and those whose columns are not known. */
function byColumns(sets: readonly DataSet[]): [Map<string, DataSet[]>, DataSet[]] {
  const open = sets.filter((set) => set.columns === null && set.medium === null && !isCounted(set));
  const known = sets.filter((set) => !open.includes(set));
  return [groupBy(known, tableKey), open];
}

function isCounted({ samples }: DataSet): boolean {
  return samples !== null;
}

/** Media are of one kind; tables without column names are like each other. */
function tableKey({ columns, medium }: DataSet): string {
  return medium ?? JSON.stringify(columns);
}
