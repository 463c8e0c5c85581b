import type { MetricSourceConfig } from "../../config/schema.ts";
import { type Instant, MICROS_PER_DAY, type Zone } from "../../time/instant.ts";
import { type NumericDate, parseWrittenTime, type WrittenTime } from "../../time/written-time.ts";
import { statedInstant } from "../files/result-time.ts";
import { isHyperparameter } from "../metrics/metric-name.ts";
import type { RunVerdict } from "../metrics/metric-tree.ts";
import { type ColumnNumbers, columnNumbers } from "./column-numbers.ts";
import { type Cell, numberIn, type Row, type Table } from "./table.ts";

export type ColumnMap = NonNullable<MetricSourceConfig["columns"]>;

/** What the columns of a table hold, by their places. */
export interface Layout {
  /** When an evaluation was; null where nothing says so. */
  readonly time: TimeColumn | null;
  /** How far a training was: such a table is the log of one. */
  readonly step: number | null;
  readonly model: number | null;
  readonly modelVersion: number | null;
  /** Name of a run or experiment. */
  readonly run: number | null;
  /** Whether a run has finished. */
  readonly state: number | null;
  /** Settings of the model. */
  readonly settings: readonly number[];
  /** Names and values of metrics, where each value has a row of its own. */
  readonly long: { readonly metric: number; readonly value: WideColumn } | null;
  /** The metrics, where each has a column of its own. */
  readonly wide: readonly WideColumn[];
  /** The split that was evaluated: it goes before the metric's name. */
  readonly split: number | null;
  /** Columns of words, which may tell rows of one time apart. */
  readonly words: readonly number[];
  samplesOf(row: Row): number | null;
  /** What the tool itself says of a row. */
  verdictOf?(row: Row): RunVerdict | null;
}

export interface TimeColumn {
  readonly column: number;
  /** When each row was, by its place; of what is no time, NaN. */
  readonly instants: Float64Array;
}

export interface WideColumn {
  readonly name: string;
  readonly value: number;
  readonly numbers: ColumnNumbers;
  /** Its standard deviation. */
  readonly deviation: ColumnNumbers | null;
}

type Role = keyof ColumnMap | "step" | "split" | "run" | "state";

/** What columns are called that need no mapping, the most telling first. */
const NAMES: Record<Role, readonly string[]> = {
  time: [
    ...["timestamp", "evaluated_at", "evaluation_time", "evaluation_date", "eval_date"],
    ...["datetime", "date", "time", "ts", "ds", "day", "logged_at", "created_at", "created"],
    ...["run_date", "run_time", "start_time", "datetime_start", "started_at", "end_date"],
    ...["period_end", "week", "month"],
    // pandas' index, where it has no name.
    ...["", "index", "unnamed_0", "index_level_0"],
  ],
  metric: ["metric", "metric_name", "name", "key"],
  value: ["value", "metric_value"],
  model: [
    ...["model", "model_name", "model_type", "model_class", "algorithm", "algo", "estimator"],
    ...["classifier", "regressor", "learner", "method", "approach", "architecture"],
  ],
  model_version: ["model_version", "version"],
  samples: [
    ...["samples", "n_samples", "num_samples", "sample_count", "sample_size", "n", "support"],
    ...["n_rows", "num_rows", "rows", "num_examples", "eval_samples", "test_samples"],
  ],
  step: ["epoch", "step", "global_step", "iteration", "iter", "trainer_global_step"],
  split: ["split", "data_split", "subset", "phase"],
  run: [
    ...["run_name", "tags_mlflow_runname", "run", "experiment", "experiment_name", "exp"],
    ...["exp_name", "trial", "trial_name", "display_name", "variant", "config", "config_name"],
    ...["setup", "run_id", "trial_id", "experiment_id", "exp_id", "params", "name"],
  ],
  state: ["state", "status", "run_status"],
};

/**
 * Finds what the columns of a table hold: as they are mapped, else by evident names and by what stands
 * in them.
 *
 * @throws Error where a column is mapped that is not there
 */
export function layoutOf(table: Table, mapped: ColumnMap, zone: Zone): Layout {
  const { columns, rows } = table;
  const known = columns.map(plain);
  const find = (role: Role, fits: (column: number) => boolean): number | null => {
    const own = (mapped as Partial<Record<Role, string>>)[role];
    if (own !== undefined) return mappedColumn(table, role, own);
    const places = NAMES[role].map((name) => known.indexOf(name));
    return places.find((at) => at !== -1 && fits(at)) ?? null;
  };
  const isIndex = known.map((name) => INDEX.test(name));
  const numbersOf = once((at) => columnNumbers(rows, at, isIndex[at] === true));
  const instantsOf = once((at) => columnInstants(rows, at, zone));
  const isOf = (kind: ColumnNumbers["kind"]) => (at: number) => numbersOf(at).kind === kind;
  const [isNumbers, isWords] = [isOf("numbers"), isOf("words")];
  const isThere = (at: number) => numbersOf(at).kind !== "empty";
  const wideOf = (at: number): WideColumn => ({
    name: columns[at] ?? "",
    value: at,
    numbers: numbersOf(at),
    deviation: null,
  });
  const isPlainModel = (at: number) => /^model(_name)?$/.test(known[at] ?? "");
  const value = find("value", isNumbers);
  const metric = value === null ? null : find("metric", isWords);
  const long = metric === null || value === null ? null : { metric, value: wideOf(value) };
  if (mapped.metric !== undefined && long === null) {
    throw new Error('no column of values beside that of names; map it as "value"');
  }
  // Without an evident name the only column of dates will do.
  const dates = columns.flatMap((_, at) => (isWords(at) && instantsOf(at).isAll ? [at] : []));
  const [onlyDate = null] = dates.length === 1 ? dates : [];
  const time = find("time", (at) => instantsOf(at).isTimes) ?? onlyDate;
  const model = find("model", (at) => isThere(at) && (isWords(at) || isPlainModel(at)));
  const modelVersion = find("model_version", isThere);
  const samples = find("samples", (at) => isCounts(rows, at));
  const step = find("step", isNumbers);
  const split = find("split", isWords);
  const run = find("run", (at) => {
    // A name may be anything's: that of a run is its title.
    return isThere(at) && at !== metric && (known[at] !== "name" || areTitles(rows, at));
  });
  const state = run === null ? null : find("state", isWords);
  const taken = [time, model, modelVersion, samples, step, split, metric, run, state];
  const free = columns.flatMap((_, at) => (taken.includes(at) ? [] : [at]));
  // Also a week's number, or seconds since the start of a training, is no metric.
  const isMeasure = (at: number) =>
    !isWords(at) && isIndex[at] !== true && !NAMES.time.includes(known[at] ?? "");
  const wide = free.filter(isMeasure);
  const settings = free.filter((at) => isThere(at) && isHyperparameter(columns[at] ?? ""));
  return {
    time: time === null ? null : { column: time, instants: instantsOf(time).values },
    step,
    model,
    modelVersion,
    run,
    state,
    settings,
    long,
    split,
    wide: long ? [] : wide.map(wideOf),
    words: free.filter((at) => isWords(at) && !settings.includes(at)),
    samplesOf: ({ cells }) => {
      const count = samples === null ? undefined : numberIn(cells[samples] ?? null);
      return count !== undefined && Number.isSafeInteger(count) && count > 0 ? count : null;
    },
  };
}

/** pandas' index. */
const INDEX = /^$|^index$|^unnamed_\d+$|^index_level_\d+$/;

function mappedColumn({ columns }: Table, role: Role, name: string): number {
  const at = columns.indexOf(name.trim());
  if (at !== -1) return at;
  throw new Error(`no column "${name}", mapped as ${role}; there are ${offered(columns)}`);
}

/** The columns in a message: the first dozen. */
export function offered(columns: readonly string[]): string {
  const named = columns.filter((name) => name !== "");
  const shown = named.slice(0, 12).map((name) => name.slice(0, 60));
  return `${shown.join(", ")}${named.length > 12 ? " …" : ""}`;
}

/** A name in lower case with single underscores. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, "_")
    .replace(/^_|_$/g, "");
}

function areTitles(rows: readonly Row[], at: number): boolean {
  const names = new Set(rows.map(({ cells }) => cells[at] ?? null));
  return rows.length > 1 && names.size > rows.length / 2;
}

/** Remembers the result for each column. */
function once<T>(read: (at: number) => T): (at: number) => T {
  const known = new Map<number, T>();
  return (at) => {
    let found = known.get(at);
    if (found === undefined) {
      found = read(at);
      known.set(at, found);
    }
    return found;
  };
}

/**
 * The instants in a column, by the places of its rows; of what is no time, NaN.
 *
 * @returns whether at least half of what stands in it are times, too
 */
export function columnInstants(
  rows: readonly Row[],
  at: number,
  zone: Zone,
): { readonly values: Float64Array; readonly isTimes: boolean; readonly isAll: boolean } {
  const values = new Float64Array(rows.length).fill(Number.NaN);
  const numeric = new Map<number, NumericDate>();
  let [cells, times] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const cell = (rows[i] as Row).cells[at] ?? null;
    if (cell === null) continue;
    cells++;
    const time = instantIn(cell, zone) ?? writtenIn(cell, zone);
    if (time === undefined) continue;
    times++;
    if (typeof time === "object") numeric.set(i, time);
    else values[i] = time;
  }
  const order = orderOf([...numeric.values()]);
  for (const [i, date] of numeric) if (order !== undefined) values[i] = date[order];
  return { values, isTimes: times > 0 && times >= cells / 2, isAll: cells > 1 && times === cells };
}

function writtenIn(cell: Cell, zone: Zone): WrittenTime | undefined {
  const time = typeof cell === "string" ? parseWrittenTime(cell, zone) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The one order in which all are days; undefined where both are, or neither. */
function orderOf(dates: readonly NumericDate[]): "dayFirst" | "monthFirst" | undefined {
  const fits = (order: "dayFirst" | "monthFirst") =>
    dates.every((date) => !Number.isNaN(date[order]));
  const isDayFirst = fits("dayFirst");
  return isDayFirst === fits("monthFirst") ? undefined : isDayFirst ? "dayFirst" : "monthFirst";
}

function isCounts(rows: readonly Row[], at: number): boolean {
  const numbers = rows.flatMap((row) => numberIn(row.cells[at] ?? null) ?? []);
  return numbers.length > 0 && numbers.every((number) => Number.isSafeInteger(number));
}

/**
 * The instant in a cell: ISO 8601, its day without hyphens, or the time since 1970 in seconds to
 * nanoseconds, by its size.
 *
 * @example instantIn("20250814", UTC) // 2025-08-14T00:00:00Z
 */
export function instantIn(cell: Cell, zone: Zone): Instant | undefined {
  if (typeof cell === "string") {
    const stated = statedInstant(cell, zone);
    if (stated !== undefined) return stated;
  }
  const number = numberIn(cell);
  if (number === undefined) return undefined;
  const [, year, month, day] = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(`${number}`) ?? [];
  if (year !== undefined) return statedInstant(`${year}-${month}-${day}`, zone);
  if (number >= MICROS_2001 && number < MICROS_2001 * 10) return Math.round(number);
  if (number >= MICROS_2001 * 1e3 && number < MICROS_2001 * 1e4) return Math.round(number / 1e3);
  return statedInstant(number, zone);
}

/** Ten digits of seconds, as of the years 2001 to 2286, are sixteen of microseconds. */
const MICROS_2001 = 1e15;

/** Rows of a log without a pause of this length are one training. */
export const MOST_BETWEEN_STEPS: number = MICROS_PER_DAY / 2;
