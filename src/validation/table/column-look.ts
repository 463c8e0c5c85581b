import type { MetricSourceConfig } from "../../config/schema.ts";
import type { Zone } from "../../time/instant.ts";
import { isHyperparameter } from "../metrics/metric-name.ts";
import { columnInstants } from "./column-instants.ts";
import { type ColumnNumbers, columnNumbers } from "./column-numbers.ts";
import type { Row, Table } from "./table.ts";

export type ColumnMap = NonNullable<MetricSourceConfig["columns"]>;

export interface WideColumn {
  readonly name: string;
  readonly value: number;
  readonly numbers: ColumnNumbers;
  /** Its standard deviation. */
  readonly deviation: ColumnNumbers | null;
}

type Role = keyof ColumnMap | "step" | "split" | "fold" | "run" | "state";

/** What columns are called that need no mapping, the most telling first. */
const NAMES: Record<Role, readonly string[]> = {
  time: [
    ...["timestamp", "evaluated_at", "evaluation_time", "evaluation_date", "eval_date"],
    ...["datetime", "date", "time", "ts", "ds", "day", "logged_at", "created_at", "created"],
    ...["run_date", "run_time", "start_time", "datetime_start", "started_at", "end_date"],
    ...["period_end", "week", "month"],
    // The window that a backtest evaluated, by its end.
    ...["validation_end", "valid_end", "test_end", "eval_end", "window_end", "week_end"],
    ...["week_start", "month_start", "period_start", "window_start", "test_start"],
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
  fold: ["fold", "cv_fold", "fold_id", "fold_number", "kfold"],
  run: [
    ...["run_name", "tags_mlflow_runname", "run", "experiment", "experiment_name", "exp"],
    ...["exp_name", "trial", "trial_name", "display_name", "variant", "config", "config_name"],
    ...["setup", "run_id", "trial_id", "experiment_id", "exp_id", "params", "name"],
  ],
  state: ["state", "status", "run_status"],
};

/** A look at the columns of a table, each of which is read once. */
export class ColumnLook {
  readonly #table: Table;
  readonly #mapped: ColumnMap;
  /** The names as those that are known are written. */
  readonly #names: readonly string[];
  readonly #isIndex: readonly boolean[];
  readonly numbers: (at: number) => ColumnNumbers;
  readonly instants: (at: number) => ReturnType<typeof columnInstants>;

  constructor(table: Table, mapped: ColumnMap, zone: Zone) {
    const { columns, rows } = table;
    this.#table = table;
    this.#mapped = mapped;
    this.#names = columns.map(plain);
    this.#isIndex = this.#names.map((name) => INDEX.test(name));
    this.numbers = once((at) => columnNumbers(rows, at, this.#isIndex[at] === true));
    this.instants = once((at) => columnInstants(rows, at, zone));
  }

  /** The place of a column: as it is mapped, else the first of the evident names that fits. */
  find(role: Role, fits: (column: number) => boolean): number | null {
    const own = (this.#mapped as Partial<Record<Role, string>>)[role];
    if (own !== undefined) return mappedColumn(this.#table, role, own);
    const places = NAMES[role].map((name) => this.#names.indexOf(name));
    return places.find((at) => at !== -1 && fits(at)) ?? null;
  }

  /** Names and values of metrics, where each value has a row of its own. */
  findLong(): { readonly metric: number; readonly value: WideColumn } | null {
    const value = this.find("value", (at) => this.isNumbers(at));
    const metric = value === null ? null : this.find("metric", (at) => this.isWords(at));
    if (metric !== null && value !== null) return { metric, value: this.wideColumn(value) };
    if (this.#mapped.metric === undefined) return null;
    throw new Error('no column of values beside that of names; map it as "value"');
  }

  findTime(): number | null {
    // Without an evident name the only column of dates will do.
    const dates = this.#table.columns.flatMap((_, at) =>
      this.isWords(at) && this.instants(at).isAll ? [at] : [],
    );
    const [onlyDate = null] = dates.length === 1 ? dates : [];
    return this.find("time", (at) => this.instants(at).isTimes) ?? onlyDate;
  }

  findModel(): number | null {
    const isPlain = (at: number) => /^model(_name)?$/.test(this.#names[at] ?? "");
    return this.find("model", (at) => this.isThere(at) && (this.isWords(at) || isPlain(at)));
  }

  /** @param metric the column of metrics' names */
  findRun(metric: number | null): number | null {
    const { rows } = this.#table;
    // A name may be anything's: that of a run is its title.
    const mayBeTitle = (at: number) => this.#names[at] !== "name" || areTitles(rows, at);
    return this.find("run", (at) => this.isThere(at) && at !== metric && mayBeTitle(at));
  }

  isThere(at: number): boolean {
    return this.numbers(at).kind !== "empty";
  }

  isNumbers(at: number): boolean {
    return this.numbers(at).kind === "numbers";
  }

  isWords(at: number): boolean {
    return this.numbers(at).kind === "words";
  }

  /** Also a week's number, or seconds since the start of a training, is no metric. */
  isMeasure(at: number): boolean {
    const isTime = NAMES.time.includes(this.#names[at] ?? "");
    return !this.isWords(at) && this.#isIndex[at] !== true && !isTime;
  }

  isSetting(at: number): boolean {
    return this.isThere(at) && isHyperparameter(this.#table.columns[at] ?? "");
  }

  wideColumn(at: number): WideColumn {
    const name = this.#table.columns[at] ?? "";
    return { name, value: at, numbers: this.numbers(at), deviation: null };
  }
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
