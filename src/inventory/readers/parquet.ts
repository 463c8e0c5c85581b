import { setImmediate as nextTurn } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import {
  type DataFile,
  type EventTime,
  type FileCount,
  FileProblem,
  type Reader,
  type ReadOptions,
} from "../reader.ts";
import { type Bytes, withBytes } from "./bytes.ts";
import { ColumnTimes } from "./column/column-times.ts";
import { type Footer, readFooter } from "./parquet/footer.ts";
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
    return candidates[0]?.index ?? 0;
  });
  const samples = countRows(footer, notes);
  checkWhole(source, footer);
  let eventTime: EventTime | null = null;
  const before = notes.length;
  for (const [index, column] of candidates.entries()) {
    if (index > 0) footer = readFooter(source, () => column.index);
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

/**
 * Rows are what the row groups hold; the footer's own number only confirms it.
 *
 * @throws FileProblem where a number is none
 */
function countRows({ rowGroups, statedRows }: Footer, notes: string[]): number {
  let rows = 0;
  for (const [index, group] of rowGroups.entries()) {
    if (!(Number.isSafeInteger(group.rows) && group.rows >= 0)) {
      throw new FileProblem(`corrupt: row group ${index + 1} states ${group.rows} rows`);
    }
    const elsewhere = group.chunk?.filePath;
    if (elsewhere !== undefined) {
      throw new FileProblem(`holds no rows itself, but names those of ${elsewhere}`);
    }
    rows += group.rows;
  }
  if (!(Number.isSafeInteger(statedRows) && statedRows >= 0 && Number.isSafeInteger(rows))) {
    throw new FileProblem(`corrupt: its footer states ${statedRows} rows`);
  }
  if (statedRows !== rows) {
    notes.push(
      `its footer states ${statedRows} rows, its row groups hold ${rows}: counted ${rows}`,
    );
  }
  return rows;
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
      if (group.chunk === undefined) throw new FileProblem("a row group lacks it");
      if (group.chunk.valueCount !== group.rows) {
        throw new FileProblem(
          `corrupt: ${group.chunk.valueCount} values in a row group of ${group.rows} rows`,
        );
      }
      if (await addChunk(times, source, leaf, group.chunk, footer.offset)) await nextTurn();
    }
  } catch (error) {
    notes.push(`the times of column "${name}" cannot be read: ${messageOf(error)}`);
    return null;
  }
  notes.push(...times.notes(name));
  return times.eventTime(name);
}
