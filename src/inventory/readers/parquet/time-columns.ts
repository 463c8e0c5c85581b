import type { Column } from "../../reader.ts";
import { findTimeColumns, findWantedColumn, noColumn } from "../../time-column.ts";
import type { TimeType, TimeUnit } from "../column/column-times.ts";
import { type Leaf, listColumns, listLeaves, type SchemaElement } from "./schema.ts";

/** A column that may hold the event time. */
export interface TimeColumn {
  readonly name: string;
  /** Its number among the columns of values. */
  readonly index: number;
  readonly leaf: Leaf;
  readonly type: TimeType;
}

/** The columns of a schema, computed once for all files that share it. */
export interface Layout {
  readonly columns: readonly Column[];
  readonly leaves: readonly Leaf[];
  /** All whose type can hold times, nested ones by their dotted path. */
  readonly timeColumns: readonly TimeColumn[];
  /** Those at the top whose name is evident, the likeliest first. */
  readonly evident: readonly TimeColumn[];
}

const layouts = new WeakMap<readonly SchemaElement[], Layout>();

export function layoutFor(schema: readonly SchemaElement[]): Layout {
  let layout = layouts.get(schema);
  if (layout === undefined) {
    layout = makeLayout(schema);
    layouts.set(schema, layout);
  }
  return layout;
}

function makeLayout(schema: readonly SchemaElement[]): Layout {
  const leaves = listLeaves(schema);
  const timeColumns: TimeColumn[] = [];
  for (const [index, leaf] of leaves.entries()) {
    const type = findTimeType(leaf);
    if (type !== undefined) timeColumns.push({ name: leaf.path.join("."), index, leaf, type });
  }
  const atTop = timeColumns.filter(({ leaf }) => leaf.path.length === 1);
  const evident = findTimeColumns(atTop.map(({ name }) => name));
  return {
    columns: listColumns(schema),
    leaves,
    timeColumns,
    evident: evident.flatMap((name) => atTop.find((column) => column.name === name) ?? []),
  };
}

/** The column that a source names, or what is wrong with it. */
export function wantedColumn(layout: Layout, wanted: string): TimeColumn | string {
  const { timeColumns, leaves } = layout;
  const names = timeColumns.map(({ name }) => name);
  const name = findWantedColumn(names, wanted);
  const column = timeColumns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  const other = leaves.find((leaf) => leaf.path.join(".") === wanted);
  if (other === undefined) {
    return noColumn(
      wanted,
      leaves.map(({ path }) => path.join(".")),
    );
  }
  return `column "${wanted}" is of type ${other.logical ?? other.type}, which holds no times`;
}

const UNITS: Readonly<Record<string, TimeUnit>> = { MILLIS: "ms", MICROS: "us", NANOS: "ns" };

/** How the values of a column are read as times; undefined where its type holds none. */
function findTimeType({ type, logical, maxRepetition }: Leaf): TimeType | undefined {
  if (maxRepetition > 0) return undefined;
  const timestamp = /^TIMESTAMP\((\w+)(,UTC)?\)$/.exec(logical ?? "");
  if (timestamp !== null && type === "INT64") {
    const unit = UNITS[timestamp[1] as string];
    return unit && { kind: "unit", unit, isLocal: timestamp[2] === undefined };
  }
  if (logical === "DATE" && type === "INT32") return { kind: "unit", unit: "day", isLocal: true };
  // Spark, Hive and Impala: an instant, by Spark's reading.
  if (type === "INT96") return { kind: "unit", unit: "us", isLocal: false };
  if (type === "BYTE_ARRAY") {
    return logical === undefined || logical === "STRING" ? { kind: "text" } : undefined;
  }
  const isNumber = type === "INT64" || type === "INT32" || type === "DOUBLE";
  const isPlain = logical === undefined || /^U?INT\((32|64)\)$/.test(logical);
  return isNumber && isPlain ? { kind: "epoch" } : undefined;
}
