import type { Zone } from "../../time/instant.ts";
import type { RunVerdict } from "../metrics/metric-tree.ts";
import { columnInstants } from "./column-instants.ts";
import { columnNumbers } from "./column-numbers.ts";
import type { Layout } from "./columns.ts";
import { numberIn, type Row, type Table, textIn } from "./table.ts";

/** Whether NannyML wrote a table: each of its rows is a chunk of the data. */
export function isNannyml({ columns }: Table): boolean {
  return ["chunk_key", "chunk_start_index", "chunk_end_index", "chunk_period"].every((name) =>
    columns.includes(name),
  );
}

/**
 * What NannyML's results hold: an evaluation a chunk, at its end, on the samples between its indices of
 * which targets are known. A metric is what has a sampling error, which is its deviation; where it is
 * an estimate, it is told apart from what was realized. Drift of columns is no metric of a model: of it
 * the verdict is taken over.
 *
 * @throws Error where its chunks have no dates
 */
export function nannymlLayout({ columns, rows }: Table, zone: Zone): Layout {
  const at = (name: string): number | null => {
    const index = columns.indexOf(name);
    return index === -1 ? null : index;
  };
  const time = at("chunk_end_date");
  if (time === null || rows.every(({ cells }) => cells[time] === null)) {
    throw new Error("chunks of NannyML without dates; give it a timestamp_column_name");
  }
  const wide = findMeasures(columns).flatMap((name) => {
    const value = at(`${name}_value`);
    const deviation = at(`${name}_sampling_error`);
    const realized = at(`${name}_realized`);
    if (value === null || deviation === null || DRIFT.test(name) || COUNT.test(name)) return [];
    const read = (column: number) => columnNumbers(rows, column, false);
    const own = { value, numbers: read(value), deviation: read(deviation) };
    if (realized === null) return [{ name, ...own }];
    const known = { value: realized, numbers: read(realized), deviation: null };
    return [
      { name: `estimated/${name}`, ...own },
      { name: `realized/${name}`, ...known },
    ];
  });
  const [start, end, missing] = [
    at("chunk_start_index"),
    at("chunk_end_index"),
    at("chunk_targets_missing_rate"),
  ];
  return {
    time: { column: time, instants: columnInstants(rows, time, zone).values },
    step: null,
    model: null,
    modelVersion: null,
    run: null,
    state: null,
    settings: [],
    long: null,
    split: null,
    fold: null,
    words: [],
    wide,
    verdictOf: (row) => readVerdict(columns, row),
    samplesOf: ({ cells }) => {
      const number = (column: number | null) =>
        column === null ? undefined : numberIn(cells[column] ?? null);
      const [first, last] = [number(start), number(end)];
      if (first === undefined || last === undefined) return null;
      const samples = Math.round((last - first + 1) * (1 - (number(missing) ?? 0)));
      return samples > 0 ? samples : null;
    },
  };
}

/**
 * NannyML's own verdict on a chunk, by its thresholds: which of its alerts are on. Chunks of the
 * reference period have none, for by them the thresholds were set.
 */
function readVerdict(columns: readonly string[], { cells }: Row): RunVerdict | null {
  const cell = (name: string) => cells[columns.indexOf(name)] ?? null;
  if (textIn(cell("chunk_period")) !== "analysis") return null;
  // Without targets there is no value, though the alert is off.
  const measures = findMeasures(columns).filter(
    (name) => numberIn(cell(`${name}_value`)) !== undefined,
  );
  if (measures.length === 0) return null;
  const failed = measures
    .filter((name) => /^true$/i.test(textIn(cell(`${name}_alert`)) ?? ""))
    .map((name) => {
      const observed = numberIn(cell(`${name}_value`)) ?? null;
      const [upper, lower] = ["upper", "lower"].map(
        (side) => numberIn(cell(`${name}_${side}_threshold`)) ?? null,
      );
      const isAbove = observed !== null && upper != null && observed > upper;
      return {
        name,
        column: null,
        passed: false,
        observed,
        threshold: (isAbove ? upper : lower) ?? null,
      };
    });
  const isDrift = measures.every(
    (name) => DRIFT.test(name) || !columns.includes(`${name}_sampling_error`),
  );
  return {
    tool: "nannyml",
    subject: isDrift ? "distribution" : "model",
    status: failed.length === 0 ? "no alert" : `${failed.length} of ${measures.length} alerts`,
    passed: failed.length === 0,
    // Its table: of each the newest chunk counts.
    suite: null,
    checks: { evaluated: measures.length, overall: null, failed },
  };
}

/** The measures that have a column of alerts. */
function findMeasures(columns: readonly string[]): string[] {
  return columns.flatMap((name) =>
    name.endsWith("_alert") ? [name.slice(0, -"_alert".length)] : [],
  );
}

/** How well the data itself can be reconstructed, or a classifier tells two periods apart. */
const DRIFT = /^(reconstruction_error|domain_classifier_auroc)$/;
/** Cells of a confusion matrix, which grow with the samples. */
const COUNT = /^(true|false)_(positive|negative)$/;
