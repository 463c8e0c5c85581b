import { MICROS_PER_DAY, type Zone } from "../../time/instant.ts";
import type { RunVerdict } from "../metrics/metric-tree.ts";
import { ColumnLook, type ColumnMap, type WideColumn } from "./column-look.ts";
import { numberIn, type Row, type Table } from "./table.ts";

/** The meaning of a table's columns, by their places. */
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
  /** The fold of a cross-validation or backtest that was held out. */
  readonly fold: number | null;
  /** Columns of words, which may tell rows of one time apart: dates are none. */
  readonly words: readonly number[];
  samplesOf(row: Row): number | null;
  /** The tool's own verdict on a row. */
  verdictOf?(row: Row): RunVerdict | null;
}

export interface TimeColumn {
  readonly column: number;
  /** When each row was, by its place; of what is no time, NaN. */
  readonly instants: Float64Array;
}

/**
 * Finds what the columns of a table hold: as they are mapped, else by evident names and by what stands
 * in them.
 *
 * @throws Error where a column is mapped that is not there
 */
export function findLayout(table: Table, mapped: ColumnMap, zone: Zone): Layout {
  const look = new ColumnLook(table, mapped, zone);
  const long = look.findLong();
  const time = look.findTime();
  const model = look.findModel();
  const modelVersion = look.find("model_version", (at) => look.isThere(at));
  const samples = look.find("samples", (at) => isCounts(table.rows, at));
  const step = look.find("step", (at) => look.isNumbers(at));
  const split = look.find("split", (at) => look.isWords(at));
  const fold = look.find("fold", (at) => look.isThere(at));
  const run = look.findRun(long?.metric ?? null);
  const state = run === null ? null : look.find("state", (at) => look.isWords(at));
  const metric = long?.metric ?? null;
  const taken = [time, model, modelVersion, samples, step, split, fold, metric, run, state];
  const free = table.columns.flatMap((_, at) => (taken.includes(at) ? [] : [at]));
  const settings = free.filter((at) => look.isSetting(at));
  return {
    time: time === null ? null : { column: time, instants: look.instants(time).values },
    step,
    model,
    modelVersion,
    run,
    state,
    settings,
    long,
    split,
    fold,
    wide: long ? [] : free.filter((at) => look.isMeasure(at)).map((at) => look.wideColumn(at)),
    words: free.filter(
      (at) => look.isWords(at) && !settings.includes(at) && !look.instants(at).isAll,
    ),
    samplesOf: ({ cells }) => {
      const count = samples === null ? undefined : numberIn(cells[samples] ?? null);
      return count !== undefined && Number.isSafeInteger(count) && count > 0 ? count : null;
    },
  };
}

function isCounts(rows: readonly Row[], at: number): boolean {
  const numbers = rows.flatMap((row) => numberIn(row.cells[at] ?? null) ?? []);
  return numbers.length > 0 && numbers.every((number) => Number.isSafeInteger(number));
}

/** Rows of a log without a pause of this length are one training. */
export const MOST_BETWEEN_STEPS: number = MICROS_PER_DAY / 2;
