import type { Instant } from "../../time/instant.ts";
import { type Leaves, NO_LEAVES } from "../metrics/leaves.ts";
import { isMetricName } from "../metrics/metric-name.ts";
import { type Evaluation, type RunVerdict, shown } from "../metrics/metric-tree.ts";
import type { OddNumber } from "../metrics/number-text.ts";
import { joinSettings } from "../models/run-settings.ts";
import type { WideColumn } from "./column-look.ts";
import { isPercentage } from "./column-numbers.ts";
import type { Layout } from "./columns.ts";
import { RowLeaves } from "./row-leaves.ts";
import { type Fault, type Row, textIn } from "./table.ts";

/** A row as an evaluation of its own, with what tells it from others. */
export interface Measured extends Evaluation {
  readonly row: Row;
  readonly modelVersion: string | null;
  readonly name: string | null;
  readonly odd: readonly OddNumber[];
  /** The prefix of its metrics' names: a split, a group. */
  readonly prefix: string;
}

/**
 * Measures the rows of a table, those that are wanted: without those whose time cannot be read, or whose run
 * has not finished.
 *
 * @param fault told of these, and of cells that are no numbers in columns with the name of a metric
 */
export function measured(
  rows: readonly Row[],
  isWanted: (row: Row) => boolean,
  layout: Layout,
  fault: Fault,
): Measured[] {
  const shapes = new Shapes(layout.wide);
  return rows.flatMap((row, place): Measured | [] => {
    if (!isWanted(row)) return [];
    const at = readTime(row, place, layout, fault);
    if (at === undefined) return [];
    const word = (column: number | null): string | null =>
      column === null ? null : textIn(row.cells[column] ?? null);
    const state = word(layout.state) ?? "";
    if (UNFINISHED.test(state)) {
      fault(row.line, `${shown(state)}, so that it counts when it has finished`, false);
      return [];
    }
    const isFailed = FAILED.test(state);
    if (isFailed) fault(row.line, `${shown(state)}, so it is not an evaluation`, false);
    const split = word(layout.split);
    const prefix = split ? `${split}/` : "";
    const modelVersion = word(layout.modelVersion);
    const odd: OddNumber[] = [];
    const of = { samples: layout.samplesOf(row), modelVersion };
    const leaves = isFailed
      ? NO_LEAVES
      : layout.long === null
        ? readLeaves(row, place, shapes.of(prefix), of, fault, odd)
        : longLeaf(row, place, layout.long, prefix, of, fault, odd);
    return {
      row,
      at,
      model: word(layout.model),
      modelVersion,
      name: word(layout.run),
      settings: settingsIn(row, layout),
      isFailed,
      prefix,
      leaves,
      odd: odd.length === 0 ? NONE : odd,
      verdicts: readVerdicts(row, layout),
      isPending: layout.verdictOf !== undefined,
    };
  });
}

function readVerdicts(row: Row, { verdictOf }: Layout): readonly RunVerdict[] {
  const verdict = verdictOf?.(row) ?? null;
  return verdict === null ? NONE : [verdict];
}

/** Shared by all rows. */
const NONE: readonly never[] = [];

/** As wandb, MLflow, Optuna and DVC write them. */
const FAILED = /^(failed|failure|fail|crashed|killed|error|aborted)$/i;
const UNFINISHED = /^(running|pending|scheduled|queued|waiting)$/i;

function settingsIn({ cells }: Row, { settings }: Layout): string | null {
  if (settings.length === 0) return null;
  return joinSettings(new Map(settings.map((at) => [`${at}`, `${cells[at] ?? ""}`])));
}

/** undefined if there should be a time, but there is not. */
function readTime(
  { line, cells }: Row,
  place: number,
  { time }: Layout,
  fault: Fault,
): Instant | null | undefined {
  if (time === null) return null;
  const instant = time.instants[place] as number;
  if (!Number.isNaN(instant)) return instant;
  const cell = cells[time.column] ?? null;
  const found = cell === null ? "no time" : `${shown(cell)} is not a time`;
  fault(line, `${found}; write ISO 8601, such as 2025-08-14`);
  return undefined;
}

/** Columns with their names behind a prefix. */
interface Shape {
  readonly columns: readonly WideColumn[];
  readonly names: readonly string[];
  /** Whether in no row anything has to be looked at. */
  readonly isPlain: boolean;
}

/** The columns with a number by prefix: most rows have all. */
class Shapes {
  readonly #columns: readonly WideColumn[];
  readonly #byPrefix = new Map<string, Shape>();

  constructor(columns: readonly WideColumn[]) {
    this.#columns = columns;
  }

  of(prefix: string): Shape {
    let shape = this.#byPrefix.get(prefix);
    if (shape === undefined) {
      const names = this.#columns.map(({ name }) => `${prefix}${name}`);
      const isPlain = this.#columns.every(({ numbers }) => numbers.isPlain);
      shape = { columns: this.#columns, names, isPlain };
      this.#byPrefix.set(prefix, shape);
    }
    return shape;
  }
}

type OfRow = ConstructorParameters<typeof RowLeaves>[3];

function readLeaves(
  row: Row,
  place: number,
  { columns, names, isPlain }: Shape,
  of: OfRow,
  fault: Fault,
  odd: OddNumber[],
): RowLeaves {
  if (isPlain) return new RowLeaves(names, columns, place, of);
  const missing = new Set<number>();
  for (const [index, { name, value, numbers }] of columns.entries()) {
    const cell = row.cells[value] ?? null;
    const full = names[index] as string;
    if (numbers.isNumber[place] === 0) {
      missing.add(index);
      if (cell !== null && isMetricName(full)) fault(row.line, noNumber(cell, name));
    } else if (isPercentage(cell)) {
      odd.push({ name: full, text: cell, value: numbers.values[place] as number });
    }
  }
  if (missing.size === 0) return new RowLeaves(names, columns, place, of);
  const isThere = (_: unknown, index: number) => !missing.has(index);
  return new RowLeaves(names.filter(isThere), columns.filter(isThere), place, of);
}

/** The number of a row that has one alone, with its name. */
function longLeaf(
  row: Row,
  place: number,
  { metric, value: column }: NonNullable<Layout["long"]>,
  prefix: string,
  of: OfRow,
  fault: Fault,
  odd: OddNumber[],
): Leaves {
  const name = textIn(row.cells[metric] ?? null);
  if (name === null) {
    fault(row.line, "no name of a metric");
    return NO_LEAVES;
  }
  const shape = { columns: [{ ...column, name }], names: [`${prefix}${name}`], isPlain: false };
  return readLeaves(row, place, shape, of, fault, odd);
}

function noNumber(cell: string | number, column: string): string {
  return `${shown(cell)} in ${column} is not a number; leave it empty to skip the point`;
}
