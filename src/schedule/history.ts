import { csvRecords } from "../text/csv-records.ts";
import { isDeeper } from "../text/nesting.ts";
import { count } from "../text/quantity.ts";
import { type Instant, parseInstant, type Zone } from "../time/instant.ts";
import {
  type Column,
  type Found,
  findBeside,
  findColumn,
  findCurrency,
  type HistoryColumns,
  NAMES,
} from "./history-columns.ts";
import type { CycleType } from "./schema.ts";

/** A training of the past, from whatever source; null for what that does not say. */
export interface TrainingRun {
  readonly at: Instant;
  readonly type: CycleType;
  readonly samples: number | null;
  readonly hours: number | null;
  readonly gpus: number | null;
  readonly storageGb: number | null;
  readonly cost: number | null;
}

/** The trainings of the past, and what of them could not be read. */
export interface TrainingHistory {
  readonly files: readonly string[];
  readonly runs: readonly TrainingRun[];
  /** Of the costs, where a column's name tells it. */
  readonly currency: string | null;
  readonly problems: readonly { path: string; problem: string }[];
  /** Assumptions, and runs that do not count, each a sentence without its point. */
  readonly notes: readonly string[];
  /** Whether MLflow tracked them, instead of a file that someone keeps. */
  readonly isTracked?: boolean;
  /** The training of the model in production, where MLflow tracked on how many samples. */
  readonly champion?: { readonly run: string; readonly samples: number } | null;
}

export const NO_HISTORY: TrainingHistory = {
  files: [],
  runs: [],
  currency: null,
  problems: [],
  notes: [],
};

export const TYPES: Record<CycleType, RegExp> = {
  full_retrain:
    /^(full([ _-]?(retrain(ing)?|train(ing)?))?|retrain(ing)?|from[ _-]?scratch|scratch)$/i,
  incremental:
    /^(incremental([ _-]?(retrain(ing)?|train(ing)?|update))?|incr|update|fine[ _-]?tun(e|ing)|warm[ _-]?start)$/i,
};

/**
 * Reads a training history: a table with a header (CSV, or TSV by its tabs), or JSON Lines.
 *
 * @param path as the user names the file; `.jsonl` and `.ndjson` are JSON Lines
 * @param columns what the configuration maps; the rest is found by evident names
 * @param now runs dated later are excluded: they were not known then
 * @returns the runs, and a problem for every line that cannot be used, with what to do
 * @throws Error where the file as a whole cannot be used
 */
export function parseHistory(
  text: string,
  path: string,
  columns: HistoryColumns,
  now: Instant,
  zone: Zone,
): TrainingHistory {
  const rows = /\.(jsonl|ndjson)$/i.test(path)
    ? jsonRows(text)
    : /\.json$/i.test(path)
      ? listRows(text)
      : tableRows(text);
  const names = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const lookUpColumn = (column: Column) => findColumn(column, columns?.[column], names);
  const found = Object.fromEntries(
    (Object.keys(NAMES) as Column[]).map((column) => [column, lookUpColumn(column)]),
  ) as Record<Column, Found | null>;
  // A list as a retraining script writes it says when, and seldom how.
  const isList = /\.json$/i.test(path);
  const needed = isList ? (["date"] as const) : (["date", "type"] as const);
  for (const column of needed) {
    if (rows.length > 0 && found[column] === null) {
      throw new Error(
        `no column for the ${column}; there are ${[...names].slice(0, 12).join(", ") || "none"}: map one under requirements.history.columns`,
      );
    }
  }
  const runs: TrainingRun[] = [];
  const problems: { path: string; problem: string }[] = [];
  const failed = new Map<string, number>();
  for (const { line, values, problem } of rows) {
    try {
      if (problem !== undefined) throw new Error(problem);
      const status = findFailure(values);
      if (status !== null) {
        failed.set(status, (failed.get(status) ?? 0) + 1);
        continue;
      }
      const run = readRun(values, found, zone);
      if (run.at > now) throw new Error("dated after this plan; not counted");
      runs.push(run);
    } catch (error) {
      problems.push({ path: `${path}:${line}`, problem: (error as Error).message });
    }
  }
  // Of days with several trainings the order of the lines tells which was the last.
  if ((runs[0]?.at ?? 0) > (runs.at(-1)?.at ?? 0)) runs.reverse();
  const left = [...failed].map(([status, many]) => `${many} ${status}`);
  const notes = [
    ...(left.length > 0 ? [`${path}: of its runs, not counted are ${left.join(", ")}`] : []),
    ...(found.type === null && runs.length > 0
      ? [`${path}: nothing says of which type its runs are; each counts as full_retrain`]
      : []),
    ...unread(rows, found, names).map((note) => `${path}: ${note}`),
  ];
  return { files: [path], runs, currency: findCurrency(found.cost), problems, notes };
}

const STATUS = ["status", "state", "outcome"];
const UNFINISHED =
  /^(fail(ed|ure)?|errors?|errored|killed|abort(ed)?|cancell?ed|crashed|interrupted|timed?[ _-]?out|running|scheduled|pending|queued)$/i;

/** In the words of the row, why it is no finished training; null where nothing says so. */
function findFailure(values: Row["values"]): string | null {
  const name = Object.keys(values).find((each) => STATUS.includes(each.toLowerCase()));
  const status = String(values[name ?? ""] ?? "").trim();
  return UNFINISHED.test(status) ? status.toLowerCase() : null;
}

/** Where rows say a quantity in another column than the one that is read, as costs in a second currency. */
function unread(
  rows: readonly Row[],
  found: Record<Column, Found | null>,
  names: ReadonlySet<string>,
): string[] {
  const isSaid = ({ values }: Row, name: string) => String(values[name] ?? "").trim() !== "";
  return (Object.keys(NAMES) as Column[]).flatMap((column) => {
    const read = found[column];
    if (read === null) return [];
    return findBeside(column, read, names).flatMap((other) => {
      const alone = rows.filter((row) => isSaid(row, other) && !isSaid(row, read.name));
      if (alone.length === 0) return [];
      return [
        `${count(alone.length, "row")} with ${other} and no ${read.name}; only ${read.name} is read`,
      ];
    });
  });
}

export interface Row {
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly problem?: string;
}

function tableRows(text: string): Row[] {
  const [names, ...rest] = csvRecords(text.replace(/^\uFEFF/, ""));
  return rest.map(({ line, cells }) => {
    const columns = names?.cells ?? [];
    const values = Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? ""]));
    const problem = `${cells.length} fields, where the header has ${columns.length}; fix the line`;
    return { line, values, ...(cells.length === columns.length ? {} : { problem }) };
  });
}

/**
 * The objects of a list, or of the one list in an object.
 *
 * @throws Error if the text has no list
 */
function listRows(text: string): Row[] {
  const root: unknown = JSON.parse(text);
  if (isDeeper(root)) throw new Error("nested deeper than a list of trainings; write plain values");
  const isObject = typeof root === "object" && root !== null && !Array.isArray(root);
  const lists = (isObject ? Object.values(root) : [root]).filter(isListOfObjects);
  const [list] = lists;
  if (list === undefined || lists.length > 1) {
    throw new Error("no list of trainings; write a list of objects, one for each training");
  }
  return list.map((values, index) => ({ line: index + 1, values }));
}

function isListOfObjects(value: unknown): value is Row["values"][] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => typeof each === "object" && each !== null && !Array.isArray(each))
  );
}

function jsonRows(text: string): Row[] {
  return text.split("\n").flatMap((own, index): Row[] => {
    if (own.trim() === "") return [];
    const line = index + 1;
    try {
      const values: unknown = JSON.parse(own);
      if (typeof values !== "object" || values === null || Array.isArray(values)) throw new Error();
      if (isDeeper(values))
        return [{ line, values: {}, problem: "nested too deep; write plain values" }];
      return [{ line, values: values as Row["values"] }];
    } catch {
      return [{ line, values: {}, problem: "no JSON object; write one on each line" }];
    }
  });
}

/** @throws Error which says what in the row is wrong, and what to do */
export function readRun(
  values: Row["values"],
  found: Record<Column, Found | null>,
  zone: Zone,
): TrainingRun {
  const shown = (column: Column) => {
    const name = found[column]?.name;
    // A column without a name, such as an index that pandas writes, does not count.
    const value = (name === undefined ? undefined : values[name]) ?? "";
    return (typeof value === "object" ? JSON.stringify(value) : String(value)).trim();
  };
  const at = parseInstant(shown("date"), zone);
  if (at === undefined) {
    throw new Error(`"${shown("date")}" is not a date; write ISO 8601, such as 2025-08-14`);
  }
  const type =
    found.type === null
      ? "full_retrain"
      : (Object.keys(TYPES) as CycleType[]).find((each) => TYPES[each].test(shown("type")));
  if (type === undefined) {
    throw new Error(`"${shown("type")}" is not a type; write full_retrain or incremental`);
  }
  const amount = (column: Column): number | null => {
    const text = shown(column);
    if (text === "") return null;
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0) {
      throw new Error(
        `"${text}" in ${found[column]?.name} is not a number from 0; leave it empty if unknown`,
      );
    }
    return value * (found[column]?.factor ?? 1);
  };
  return {
    at,
    type,
    samples: amount("samples"),
    hours: amount("hours"),
    gpus: amount("gpus"),
    storageGb: amount("storage_gb"),
    cost: amount("cost"),
  };
}

/** Several histories as one; a run that is told twice counts once, and costs of one currency alone. */
export function joinHistories(histories: readonly TrainingHistory[]): TrainingHistory {
  const currency = histories.find((history) => history.currency !== null)?.currency ?? null;
  const isForeign = (own: string | null) => own !== null && own !== currency;
  const all = histories.flatMap(({ runs, currency }) =>
    isForeign(currency) ? runs.map((run) => ({ ...run, cost: null })) : runs,
  );
  const runs = new Map(all.map((run) => [JSON.stringify(run), run]));
  const again = all.length - runs.size;
  return {
    files: histories.flatMap(({ files }) => files),
    runs: [...runs.values()].sort((a, b) => a.at - b.at),
    currency,
    problems: histories.flatMap(({ problems }) => problems),
    notes: [
      ...histories.flatMap(({ notes }) => notes),
      ...histories
        .filter((history) => isForeign(history.currency))
        .map(
          (history) =>
            `${history.files.join(", ")}: costs in ${history.currency} do not count beside those in ${currency}`,
        ),
      ...(again === 0
        ? []
        : [`${count(again, "run")} told again ${again === 1 ? "counts" : "count"} once`]),
    ],
  };
}
