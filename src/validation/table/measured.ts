import type { Instant, Zone } from "../../instant.ts";
import { isMetricName } from "../metric-name.ts";
import { type MetricLeaf, shown } from "../metric-tree.ts";
import type { OddNumber } from "../number-text.ts";
import { settingsOf } from "../run-settings.ts";
import { instantIn, type Layout } from "./columns.ts";
import { type Fault, numberIn, type Row, textIn } from "./table.ts";

/** A row with what it says of itself. */
export interface Measured {
  readonly row: Row;
  /** null where no column says it. */
  readonly at: Instant | null;
  readonly model: string | null;
  readonly modelVersion: string | null;
  /** Its run's. */
  readonly name: string | null;
  readonly settings: string | null;
  /** Whether its run failed: then it measures nothing. */
  readonly isFailed: boolean;
  /** What goes before the names of its metrics: a split, a group. */
  readonly prefix: string;
  readonly leaves: readonly MetricLeaf[];
  /** Which of them were written as shares of 100. */
  readonly odd: readonly OddNumber[];
}

/**
 * The measurements of a row; null where its time cannot be read, or its run has not finished.
 *
 * @param fault told of that, and of cells that are no numbers in columns with the name of a metric
 */
export function measuredIn(row: Row, layout: Layout, zone: Zone, fault: Fault): Measured | null {
  const at = timeOf(row, layout, zone, fault);
  if (at === undefined) return null;
  const word = (column: number | null): string | null =>
    column === null ? null : textIn(row.cells[column] ?? null);
  const [model, modelVersion, split] = [layout.model, layout.modelVersion, layout.split].map(word);
  const state = word(layout.state) ?? "";
  if (UNFINISHED.test(state)) {
    fault(row.line, `${shown(state)}, so that it counts when it has finished`, false);
    return null;
  }
  const isFailed = FAILED.test(state);
  if (isFailed) fault(row.line, `${shown(state)}, so that it is no evaluation`, false);
  const whose = { name: word(layout.run), settings: settingsIn(row, layout), isFailed };
  const prefix = split ? `${split}/` : "";
  const names = { prefix, modelVersion: modelVersion ?? null };
  const odd: OddNumber[] = [];
  const leaves = isFailed ? [] : leavesOf(row, layout, names, fault, odd);
  return { row, at, model: model ?? null, ...whose, ...names, leaves, odd };
}

/** As wandb, MLflow, Optuna and DVC write them. */
const FAILED = /^(failed|failure|fail|crashed|killed|error|aborted)$/i;
const UNFINISHED = /^(running|pending|scheduled|queued|waiting)$/i;

function settingsIn({ cells }: Row, { settings }: Layout): string | null {
  if (settings.length === 0) return null;
  return settingsOf(new Map(settings.map((at) => [`${at}`, `${cells[at] ?? ""}`])));
}

/** undefined where there should be a time, and is none. */
function timeOf(row: Row, layout: Layout, zone: Zone, fault: Fault): Instant | null | undefined {
  if (layout.time === null) return null;
  const cell = row.cells[layout.time] ?? null;
  const instant = instantIn(cell, zone);
  if (instant === undefined) {
    const found = cell === null ? "no time" : `${shown(cell)} is no time`;
    fault(row.line, `${found}; write ISO 8601, such as 2025-08-14`);
  }
  return instant;
}

function leavesOf(
  row: Row,
  layout: Layout,
  { prefix, modelVersion }: Pick<Measured, "prefix" | "modelVersion">,
  fault: Fault,
  odd: OddNumber[],
): MetricLeaf[] {
  const { long } = layout;
  const samples = layout.samplesOf(row);
  const name = long && textIn(row.cells[long.metric] ?? null);
  const columns = long
    ? name === null
      ? []
      : [{ name, value: long.value, deviation: null }]
    : layout.wide;
  if (long && name === null) fault(row.line, "no name of a metric");
  return columns.flatMap((column): MetricLeaf[] => {
    const cell = row.cells[column.value] ?? null;
    const value = numberIn(cell);
    const full = `${prefix}${column.name}`;
    if (value === undefined) {
      if (cell !== null && isMetricName(full)) {
        fault(
          row.line,
          `${shown(cell)} in ${column.name} is not a number; leave it empty to skip the point`,
        );
      }
      return [];
    }
    if (typeof cell === "string" && cell.endsWith("%")) odd.push({ name: full, text: cell, value });
    const spread =
      column.deviation === null ? undefined : numberIn(row.cells[column.deviation] ?? null);
    const deviation =
      spread !== undefined && Number.isFinite(spread) && spread >= 0 ? spread : null;
    return [{ name: full, value, deviation, samples, modelVersion }];
  });
}
