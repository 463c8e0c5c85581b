import { setImmediate as nextTurn } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import type { DataFile, EventTime, FileCount, Reader, ReadOptions } from "../reader.ts";
import { type Bytes, withBytes } from "./bytes.ts";
import { ColumnTimes } from "./column/column-times.ts";
import { type Footer, readFooter } from "./parquet/footer.ts";
import { chunkOf, countRows } from "./parquet/row-groups.ts";
import { type Layout, layoutOf, type TimeColumn, wantedColumn } from "./parquet/time-columns.ts";
import { addChunk } from "./parquet/times.ts";
import { checkWhole } from "./parquet/whole.ts";

/**
 * Apache Parquet: samples from the footer; event times from the statistics of the one column that
 * holds them, or its values.
 */
export const parquet: Reader = {
  read(file: DataFile, options: ReadOptions): Promise<FileCount> {
    return withBytes(file, (source) => readSource(source, options));
  },
};

async function readSource(source: Bytes, options: ReadOptions): Promise<FileCount> {
  const notes: string[] = [];
  let candidates: readonly TimeColumn[] = [];
  let footer = readFooter(source, (schema) => {
    candidates = candidatesOf(layoutOf(schema), options.timeColumn, notes);
    // Any column's chunks would do: they also tell whether the rows lie in this file.
    return new Set([candidates[0]?.index ?? 0]);
  });
  const samples = countRows(footer);
  if (footer.statedRows !== samples) {
    notes.push(
      `its footer states ${footer.statedRows} rows, its row groups hold ${samples}: counted ${samples}`,
    );
  }
  checkWhole(source, footer);
  let eventTime: EventTime | null = null;
  const before = notes.length;
  for (const [index, column] of candidates.entries()) {
    if (index > 0) footer = readFooter(source, () => new Set([column.index]));
    eventTime = await readTimes(source, footer, column, options, notes);
    if (eventTime !== null) break;
  }
  if (options.timeColumn !== undefined && candidates.length > 0 && eventTime === null) {
    if (notes.length === before) notes.push(`column "${options.timeColumn}": no value is a time`);
  }
  return { samples, columns: layoutOf(footer.schema).columns, eventTime, notes };
}

function candidatesOf(
  layout: Layout,
  wanted: string | undefined,
  notes: string[],
): readonly TimeColumn[] {
  if (wanted === undefined) return layout.evident;
  const column = wantedColumn(layout, wanted);
  if (typeof column !== "string") return [column];
  notes.push(column);
  return [];
}

/** Null where no value of the column is a time, or they cannot be read, which is noted. */
async function readTimes(
  source: Bytes,
  footer: Footer,
  { name, leaf, type }: TimeColumn,
  options: ReadOptions,
  notes: string[],
): Promise<EventTime | null> {
  const times = new ColumnTimes(type, options.zone);
  try {
    for (const group of footer.rowGroups) {
      if (group.rows === 0) continue;
      const chunk = chunkOf(group, 0);
      if (await addChunk(times, source, leaf, chunk, footer.offset)) await nextTurn();
    }
  } catch (error) {
    notes.push(`the times of column "${name}" cannot be read: ${messageOf(error)}`);
    return null;
  }
  notes.push(...times.notes(name));
  return times.eventTime(name);
}
